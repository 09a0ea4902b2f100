// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/scriptcheck.h"

#include "config/commandline.h"

#include <utility>

namespace tandem::agent {

ScriptCheck::ScriptCheck(const config::Check &check, const std::string &runDir, QObject *parent, Clock clock)
    : PeriodicCheck(check, parent, std::move(clock)),
      m_words(config::splitCommand(check.script).value_or(std::vector<std::string>{})),
      m_directory(scriptDirectory(runDir, check.name)), m_process(ScriptProcess::Leftovers::Kill)
{
    connect(&m_process, &ScriptProcess::ended, this, [this](const ScriptEnd &end) {
        if (end.isGood())
            answered({Observation::Kind::Good, "ok", end.text()});
        else
            answered({Observation::Kind::Bad, end.words(), end.text()});
    });
}

void ScriptCheck::probe()
{
    if (m_words.empty())
        answered({Observation::Kind::Bad, "not started", "script names no program"});
    else
        m_process.run(m_words, m_directory, m_check.timeout);
}

std::string ScriptCheck::hindrance() const
{
    return m_process.isBusy() ? "the script of before has not ended yet, though it was told to" : std::string();
}

} // namespace tandem::agent
