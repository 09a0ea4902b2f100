// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tandem::scenarios {

/// What a program left behind.
struct Outcome
{
    int exitCode = -1; ///< 128 + signal where one ended it; -1: it was still running at the deadline
    std::string out;
    std::string err;
};

/// One of the real programs, started by this test and ended with it.
class Program
{
public:
    enum class Rights {
        Kept,
        None,       ///< without any capability, as an unprivileged user is
        OwnNetwork, ///< all of them, in a network namespace of its own; it ends with 126 where none can be made
    };

    /// `name` is in the build's bin folder.
    Program(const std::string &name, const std::vector<std::string> &arguments, Rights rights = Rights::Kept);
    ~Program();
    Program(const Program &) = delete;
    Program &operator=(const Program &) = delete;

    bool running();
    /// What it has written on standard error until now.
    std::string err();
    /// Waits for its end, at most that long.
    Outcome wait(std::chrono::seconds longest = std::chrono::seconds(20));
    void signal(int number) const;

private:
    void collect();
    void reap(bool block);

    pid_t m_pid = -1;
    int m_out = -1;
    int m_err = -1;
    Outcome m_outcome;
};

Outcome run(const std::string &name, const std::vector<std::string> &arguments,
            Program::Rights rights = Program::Rights::Kept);

/// Waits until the condition holds; false after ten seconds.
bool waitUntil(const std::function<bool()> &condition);

/// A directory of this test, removed with it.
class Scratch
{
public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;

    const std::string &path() const { return m_path; }
    std::string write(const std::string &name, const std::string &text, mode_t mode = 0600) const;
    /// Every path below it with its size, one a line.
    std::string listing() const;

private:
    std::string m_path;
};

/// The addresses of this host's interfaces, one a line.
std::string hostAddresses();

} // namespace tandem::scenarios
