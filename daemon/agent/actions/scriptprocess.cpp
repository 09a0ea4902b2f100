// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/actions/scriptprocess.h"

#include <QDir>
#include <QProcessEnvironment>
#include <QStringList>
#include <algorithm>
#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>
#include <utility>

namespace tandem::agent {

namespace {

constexpr auto defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr qsizetype keptOutput = 1024; // more than enough to find the first line's bound in
constexpr int patienceMs = 1000;       // at the very end, with a process that SIGKILL does not end

/// In the child, between fork and exec: nothing but system calls.
void prepareChild(bool endsWithAgent)
{
    ::setsid(); // a group of its own, and no terminal
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGPIPE, SIGTERM, SIGINT, SIGHUP, SIGCHLD})
        ::signal(number, SIG_DFL);
    if (endsWithAgent)
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC); // QProcess's own pipe of errors closes by exec as well
}

/// For init to reap: QProcess would kill it, and wait for it for half a minute.
void leaveAlone(std::unique_ptr<QProcess> process)
{
    static auto *left = new std::vector<std::unique_ptr<QProcess>>;
    left->push_back(std::move(process));
}

} // namespace

QProcessEnvironment cleanEnvironment()
{
    QProcessEnvironment clean;
    clean.insert(QStringLiteral("PATH"), qEnvironmentVariable("PATH", QString::fromLatin1(defaultPath)));
    for (const char *name : {"HOME", "LANG", "TZ"})
        if (qEnvironmentVariableIsSet(name))
            clean.insert(QString::fromLatin1(name), qEnvironmentVariable(name));
    return clean;
}

std::string scriptDirectory(const std::string &base, const std::string &name)
{
    const std::string directory = base + "/scripts/" + name;
    return QDir().mkpath(QString::fromStdString(directory)) ? directory : base;
}

std::string ScriptEnd::words() const
{
    switch (how) {
    case How::Exited: return "exit code " + std::to_string(value);
    case How::Signalled: return "signal " + std::to_string(value);
    case How::TimedOut: return "timed out";
    case How::NotStarted: break;
    }
    return "not started";
}

std::string ScriptEnd::text() const
{
    return output.empty() ? words() : words() + ": " + output;
}

ScriptProcess::ScriptProcess(Leftovers leftovers, QObject *parent) : QObject(parent), m_leftovers(leftovers)
{
    for (QTimer *timer : {&m_timeout, &m_kill}) {
        timer->setSingleShot(true);
        timer->setTimerType(Qt::PreciseTimer);
    }
    connect(&m_timeout, &QTimer::timeout, this, &ScriptProcess::timeIsUp);
    connect(&m_kill, &QTimer::timeout, this, [this] { signalGroup(SIGKILL); });
}

ScriptProcess::~ScriptProcess()
{
    if (!m_process)
        return;
    m_process->disconnect(this);
    if (m_leftovers == Leftovers::Leave && !m_ended) {
        leaveAlone(std::move(m_process));
        return;
    }
    signalGroup(SIGKILL);
    if (m_process->state() != QProcess::NotRunning && !m_process->waitForFinished(patienceMs))
        leaveAlone(std::move(m_process)); // it hangs in the kernel
}

void ScriptProcess::run(const std::vector<std::string> &words, const std::string &directory, Duration timeout)
{
    m_output.clear();
    m_ended = false;
    m_timeout.start(std::chrono::duration_cast<std::chrono::milliseconds>(timeout));
    begin(words, directory);
}

void ScriptProcess::begin(const std::vector<std::string> &words, const std::string &directory)
{
    m_process = std::make_unique<QProcess>();
    QStringList arguments;
    for (auto word = words.begin() + 1; word != words.end(); ++word)
        arguments << QString::fromStdString(*word);
    m_process->setProgram(QString::fromStdString(words.front()));
    m_process->setArguments(arguments);
    m_process->setProcessEnvironment(cleanEnvironment());
    m_process->setWorkingDirectory(QString::fromStdString(directory));
    m_process->setProcessChannelMode(QProcess::MergedChannels);
    m_process->setStandardInputFile(QProcess::nullDevice());
    m_process->setChildProcessModifier([ends = m_leftovers == Leftovers::Kill] { prepareChild(ends); });
    connect(m_process.get(), &QProcess::readyReadStandardOutput, this, &ScriptProcess::readSome);
    const auto cannotStart = [this, one = m_process.get()](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart && one == m_process.get())
            finished({ScriptEnd::How::NotStarted, 0, one->errorString().toStdString()});
    };
    // Later: run() has returned when its caller hears of it.
    connect(m_process.get(), &QProcess::errorOccurred, this, cannotStart, Qt::QueuedConnection);
    connect(m_process.get(), &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        readSome();
        finished(
            {status == QProcess::NormalExit ? ScriptEnd::How::Exited : ScriptEnd::How::Signalled, code, firstLine()});
    });
    m_process->start(QIODevice::ReadOnly);
    m_group = static_cast<pid_t>(m_process->processId());
}

void ScriptProcess::readSome()
{
    const QByteArray more = m_process->readAllStandardOutput();
    m_output += more.left(keptOutput - m_output.size());
}

void ScriptProcess::timeIsUp()
{
    if (!m_process || std::exchange(m_ended, true))
        return;
    signalGroup(SIGTERM);
    m_kill.start(grace);
    emit ended({ScriptEnd::How::TimedOut, 0, firstLine()});
}

void ScriptProcess::signalGroup(int number) const
{
    // Before the child's setsid() the group is not there yet; the process itself always is, until it is reaped.
    if (m_group <= 0)
        return;
    if (::kill(-m_group, number) != 0 && m_process && m_process->state() != QProcess::NotRunning)
        ::kill(m_group, number);
}

void ScriptProcess::finished(const ScriptEnd &end)
{
    m_timeout.stop();
    m_kill.stop();
    // As long as a member lives, no other process gets the group's number. After a time-out all of them have to go.
    if (m_leftovers == Leftovers::Kill || m_ended)
        signalGroup(SIGKILL);
    m_group = 0;
    m_process->disconnect(this);
    m_process.release()->deleteLater(); // it is emitting
    if (!std::exchange(m_ended, true))
        emit ended(end);
    emit reaped();
}

std::string ScriptProcess::firstLine() const
{
    const qsizetype end = m_output.indexOf('\n');
    QString line = QString::fromUtf8(end < 0 ? m_output : m_output.left(end)); // invalid octets become U+FFFD
    for (QChar &each : line)
        if (each.isNonCharacter() || each.category() == QChar::Other_Control)
            each = QLatin1Char('?');
    std::string text = line.trimmed().toStdString();
    if (text.size() > ScriptEnd::longestLine) {
        std::size_t at = ScriptEnd::longestLine;
        while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) // not within a character
            --at;
        text.resize(at);
    }
    return text;
}

} // namespace tandem::agent
