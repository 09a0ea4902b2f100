// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "tests/bench/prober/greetingreader.h"
#include "tests/bench/prober/options.h"
#include "tests/bench/prober/outagelog.h"
#include <deque>
#include <memory>
#include <netinet/in.h>
#include <unordered_map>

namespace tandem::bench {

/// A client in a hurry: a new connection each interval, whatever became of the ones before.
class Prober
{
public:
    explicit Prober(const Options &options);
    ~Prober();
    Prober(const Prober &) = delete;
    Prober &operator=(const Prober &) = delete;

    Result<void> open();

    /// Until SIGTERM or the end of standard input. Sections go to standard output.
    void run();

private:
    struct Probe
    {
        int descriptor = -1;
        ProbeResult result;
        Instant deadline;
        GreetingReader reader;
    };

    Result<void> watch(int descriptor);
    void handle(int descriptor);
    void startProbe();
    int connectFromNextPort(Probe &probe);
    void readProbe(int descriptor);
    void finish(int descriptor, std::string failure);
    void expire();
    void readInput();
    void stop();
    void printSections();

    Options m_options;
    sockaddr_in m_target{};
    OutageLog m_log;
    std::unordered_map<int, Probe> m_open;
    std::deque<std::pair<Instant, std::uint64_t>> m_deadlines; ///< in the order of starting, with the probe's number
    std::unordered_map<std::uint64_t, int> m_descriptors;      ///< of probes by number
    std::uint64_t m_nextNumber = 0;
    std::uint16_t m_nextPort = 0;
    bool m_stopping = false;
    std::string m_input;
    int m_epoll = -1;
    int m_timer = -1;
    int m_signals = -1;
};

} // namespace tandem::bench
