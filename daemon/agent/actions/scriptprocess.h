// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "base/clock.h"

#include <QByteArray>
#include <QProcess>
#include <QTimer>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tandem::agent {

/// How a script ended.
struct ScriptEnd
{
    enum class How : std::uint8_t {
        Exited,
        Signalled,
        TimedOut,
        NotStarted, ///< `value` is nothing, `output` says why
    };
    How how = How::Exited;
    int value = 0;      ///< exit code, or the signal's number
    std::string output; ///< the first line of what it wrote: printable, UTF-8, at most longestLine octets; may be empty

    bool isGood() const { return how == How::Exited && value == 0; }
    std::string words() const; ///< "exit code 3", "signal 9", "timed out", "not started"
    std::string text() const;  ///< words(), with the output: "exit code 3: Timed out or error"

    static constexpr std::size_t longestLine = 200;
};

/// Runs one command at a time as the agent's user, in a process group of its own, with a clean environment. Its output
/// is read and, but for the first line, dropped. When its time is up, the whole group gets SIGTERM, then SIGKILL.
class ScriptProcess : public QObject
{
    Q_OBJECT

public:
    enum class Leftovers : std::uint8_t {
        Kill,  ///< what it leaves running in its group ends with it, and with the agent
        Leave, ///< goes on, as Keepalived lets it
    };

    explicit ScriptProcess(Leftovers leftovers, QObject *parent = nullptr);
    /// What still runs is killed, or left.
    ~ScriptProcess() override;

    /// Precondition: !isBusy(). `words`: the program, absolute, and its arguments. Runs in `directory`.
    void run(const std::vector<std::string> &words, const std::string &directory, Duration timeout);
    /// Until the process is reaped: longer than ended() where it does not die of SIGTERM.
    bool isBusy() const { return m_process != nullptr; }

    static constexpr std::chrono::milliseconds grace{500}; ///< between SIGTERM and SIGKILL

signals:
    void ended(const tandem::agent::ScriptEnd &end); ///< once a run; when timed out, before the process is gone
    void reaped();                                   ///< not busy any more

private:
    void begin(const std::vector<std::string> &words, const std::string &directory);
    void readSome();
    void timeIsUp();
    void signalGroup(int number) const;
    void finished(const ScriptEnd &end);
    std::string firstLine() const;

    Leftovers m_leftovers;
    std::unique_ptr<QProcess> m_process;
    pid_t m_group = 0;    ///< of the process that runs; 0 = none
    QByteArray m_output;  ///< its beginning
    bool m_ended = false; ///< ended() is said
    QTimer m_timeout;
    QTimer m_kill;
};

/// PATH, HOME, LANG and TZ, and nothing else of the agent's environment. PATH is the agent's, or a sane one.
QProcessEnvironment cleanEnvironment();

/// BASE/scripts/NAME, made where it is missing: scripts write files where they run. `base` where it cannot be made.
std::string scriptDirectory(const std::string &base, const std::string &name);

} // namespace tandem::agent
