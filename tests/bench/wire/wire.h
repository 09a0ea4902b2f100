// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ipaddress.h"
#include "base/result.h"
#include "tests/bench/wire/answerlog.h"

#include <map>
#include <string>
#include <vector>

namespace tandem::bench {

struct WireOptions
{
    std::string interface;
    IpAddress vip;
    IpAddress from; ///< first of 64 addresses that ask in turn; nobody's
    std::vector<IpAddress> advertisers;
    int intervalMs = 2;
};

/// Stands on the wire beside the hosts: asks everybody by ARP who has the VIP, again and again, and hears adverts.
/// The question's number is in the asking address, so that an answer is never taken for one to another question.
class Wire
{
public:
    explicit Wire(WireOptions options) : m_options(std::move(options)) {}
    ~Wire();
    Wire(const Wire &) = delete;
    Wire &operator=(const Wire &) = delete;

    Result<void> open();
    /// Until the end of standard input. A line there ends a section, which goes to standard output as JSON.
    void run();

private:
    /// What was heard of one host's adverts since the last mark.
    struct Adverts
    {
        std::int64_t count = 0;
        std::int64_t lastNs = 0; ///< the kernel's time of arrival
        std::int64_t longestGapNs = 0;
    };

    Result<void> openArp();
    Result<void> openAdverts();
    void ask();
    void readAnswers();
    void readAdverts();
    bool readInput();
    void print(const AnswerSection &section);

    WireOptions m_options;
    AnswerLog m_log;
    std::map<std::string, Adverts> m_adverts;
    std::vector<std::map<std::string, Adverts>> m_markedAdverts; ///< one a mark, in order
    MacAddress m_own{};
    int m_interface = 0;
    std::uint64_t m_next = 0; ///< number of the next question
    std::string m_input;
    int m_arp = -1;
    int m_vrrp = -1;
    int m_timer = -1;
};

std::string macText(const MacAddress &address);

} // namespace tandem::bench
