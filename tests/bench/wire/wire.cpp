// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/wire/wire.h"

#include "base/clock.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace tandem::bench {

namespace {

constexpr std::uint64_t askingAddresses = 64;
constexpr std::size_t longestLine = 256;
constexpr int receiveBuffer = 4 * 1024 * 1024;

/// RFC 826 over Ethernet.
struct [[gnu::packed]] ArpFrame
{
    MacAddress destination;
    MacAddress source;
    std::uint16_t etherType;
    std::uint16_t hardware;
    std::uint16_t protocol;
    std::uint8_t hardwareLength;
    std::uint8_t protocolLength;
    std::uint16_t operation;
    MacAddress senderMac;
    std::array<std::uint8_t, 4> senderIp;
    MacAddress targetMac;
    std::array<std::uint8_t, 4> targetIp;
};

Failure systemFailure(const std::string &what)
{
    return fail(ErrorCode::System, what, std::strerror(errno));
}

void copyAddress(const IpAddress &address, std::array<std::uint8_t, 4> &into)
{
    std::copy_n(address.octets().begin(), into.size(), into.begin());
}

std::string milliseconds(std::int64_t ns)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", static_cast<double>(ns) / 1e6);
    return text;
}

} // namespace

std::string macText(const MacAddress &address)
{
    char text[18];
    std::snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x", address[0], address[1], address[2], address[3],
                  address[4], address[5]);
    return text;
}

Wire::~Wire()
{
    for (const int descriptor : {m_arp, m_vrrp, m_timer}) {
        if (descriptor >= 0)
            close(descriptor);
    }
}

Result<void> Wire::open()
{
    m_interface = static_cast<int>(if_nametoindex(m_options.interface.c_str()));
    if (m_interface == 0)
        return systemFailure(m_options.interface);
    if (auto opened = openArp(); !opened)
        return opened;
    if (auto opened = openAdverts(); !opened)
        return opened;
    m_timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    const timespec interval{m_options.intervalMs / 1000, (m_options.intervalMs % 1000) * 1'000'000L};
    const itimerspec ticks{interval, {0, 1}};
    if (m_timer < 0 || timerfd_settime(m_timer, 0, &ticks, nullptr) < 0)
        return systemFailure("timerfd");
    return {};
}

Result<void> Wire::openArp()
{
    m_arp = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_ARP));
    if (m_arp < 0)
        return systemFailure("a packet socket");
    sockaddr_ll place{};
    place.sll_family = AF_PACKET;
    place.sll_protocol = htons(ETH_P_ARP);
    place.sll_ifindex = m_interface;
    ifreq request{};
    std::strncpy(request.ifr_name, m_options.interface.c_str(), IFNAMSIZ - 1);
    if (bind(m_arp, reinterpret_cast<const sockaddr *>(&place), sizeof place) < 0 ||
        ioctl(m_arp, SIOCGIFHWADDR, &request) < 0)
        return systemFailure(m_options.interface);
    std::memcpy(m_own.data(), request.ifr_hwaddr.sa_data, m_own.size());
    return {};
}

/// Protocol 112 of the hosts named alone: a flood on the same wire never reaches us.
Result<void> Wire::openAdverts()
{
    m_vrrp = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); // not one packet before the filter is in
    if (m_vrrp < 0)
        return systemFailure("a packet socket");
    const auto count = m_options.advertisers.size();
    std::vector<sock_filter> code;
    code.push_back(BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9)); // IPv4: protocol
    code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 112, 0, static_cast<std::uint8_t>(count + 1)));
    code.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 12)); // source
    for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t address = 0;
        std::memcpy(&address, m_options.advertisers[i].octets().data(), sizeof address);
        code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ntohl(address), static_cast<std::uint8_t>(count - i), 0));
    }
    code.push_back(BPF_STMT(BPF_RET | BPF_K, 0));
    code.push_back(BPF_STMT(BPF_RET | BPF_K, 128));
    const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
    sockaddr_ll place{};
    place.sll_family = AF_PACKET;
    place.sll_protocol = htons(ETH_P_IP);
    place.sll_ifindex = m_interface;
    const int on = 1;
    if (setsockopt(m_vrrp, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) < 0 ||
        setsockopt(m_vrrp, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) < 0 ||
        setsockopt(m_vrrp, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer) < 0 ||
        bind(m_vrrp, reinterpret_cast<const sockaddr *>(&place), sizeof place) < 0)
        return systemFailure("the adverts' socket");
    return {};
}

void Wire::run()
{
    for (bool open = true; open;) {
        std::array<pollfd, 4> waited{{{m_arp, POLLIN, 0}, {m_vrrp, POLLIN, 0}, {m_timer, POLLIN, 0}, {0, POLLIN, 0}}};
        if (poll(waited.data(), waited.size(), -1) < 0 && errno != EINTR)
            return;
        readAnswers(); // before the next question, which is what closes an old one
        readAdverts();
        std::uint64_t ticks = 0;
        if (read(m_timer, &ticks, sizeof ticks) == sizeof ticks)
            ask();
        if ((waited[3].revents & (POLLIN | POLLHUP)) != 0)
            open = readInput();
        for (const auto &section : m_log.takeSections())
            print(section);
    }
}

void Wire::ask()
{
    ArpFrame frame{};
    frame.destination.fill(0xff);
    frame.source = m_own;
    frame.etherType = htons(ETHERTYPE_ARP);
    frame.hardware = htons(1);
    frame.protocol = htons(ETHERTYPE_IP);
    frame.hardwareLength = 6;
    frame.protocolLength = 4;
    frame.operation = htons(1);
    frame.senderMac = m_own;
    copyAddress(m_options.from, frame.senderIp);
    frame.senderIp[3] = static_cast<std::uint8_t>(frame.senderIp[3] + m_next % askingAddresses);
    copyAddress(m_options.vip, frame.targetIp);
    sockaddr_ll place{};
    place.sll_family = AF_PACKET;
    place.sll_ifindex = m_interface;
    place.sll_halen = 6;
    std::memset(place.sll_addr, 0xff, 6);
    m_next = m_log.ask(wallClockNs()) + 1;
    sendto(m_arp, &frame, sizeof frame, 0, reinterpret_cast<const sockaddr *>(&place), sizeof place);
}

void Wire::readAnswers()
{
    for (int i = 0; i < 1024; ++i) {
        ArpFrame frame{};
        sockaddr_ll from{};
        socklen_t length = sizeof from;
        const ssize_t size = recvfrom(m_arp, &frame, sizeof frame, 0, reinterpret_cast<sockaddr *>(&from), &length);
        if (size < 0)
            return;
        std::array<std::uint8_t, 4> vip{};
        std::array<std::uint8_t, 4> first{};
        copyAddress(m_options.vip, vip);
        copyAddress(m_options.from, first);
        const unsigned offset = frame.targetIp[3] - first[3];
        if (static_cast<std::size_t>(size) < sizeof frame || from.sll_pkttype != PACKET_HOST ||
            frame.operation != htons(2) || frame.senderIp != vip || frame.destination != m_own ||
            offset >= askingAddresses || m_next == 0)
            continue;
        const std::uint64_t last = m_next - 1;
        const std::uint64_t back = (last + askingAddresses - offset) % askingAddresses;
        if (back <= last)
            m_log.answer(last - back, frame.senderMac);
    }
}

void Wire::readAdverts()
{
    for (int i = 0; i < 1024; ++i) {
        std::array<std::uint8_t, 128> packet{};
        alignas(cmsghdr) std::array<char, 64> control{};
        iovec vector{packet.data(), packet.size()};
        msghdr message{};
        message.msg_iov = &vector;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        if (recvmsg(m_vrrp, &message, 0) < 20)
            return;
        const cmsghdr *header = CMSG_FIRSTHDR(&message);
        if (header == nullptr || header->cmsg_type != SCM_TIMESTAMPNS)
            continue;
        timespec time{};
        std::memcpy(&time, CMSG_DATA(header), sizeof time);
        const std::int64_t now = time.tv_sec * 1'000'000'000 + time.tv_nsec;
        char source[16];
        std::snprintf(source, sizeof source, "%u.%u.%u.%u", packet[12], packet[13], packet[14], packet[15]);
        Adverts &adverts = m_adverts[source];
        if (adverts.lastNs != 0)
            adverts.longestGapNs = std::max(adverts.longestGapNs, now - adverts.lastNs);
        adverts.lastNs = now;
        ++adverts.count;
    }
}

bool Wire::readInput()
{
    std::array<char, 512> octets{};
    const ssize_t length = read(0, octets.data(), octets.size());
    if (length <= 0)
        return length < 0 && errno == EINTR;
    m_input.append(octets.data(), static_cast<std::size_t>(length));
    for (auto end = m_input.find('\n'); end != std::string::npos; end = m_input.find('\n')) {
        m_log.mark(m_input.substr(0, std::min(end, longestLine)));
        m_markedAdverts.push_back(m_adverts);
        for (auto &[source, adverts] : m_adverts)
            adverts = {0, adverts.lastNs, 0};
        m_input.erase(0, end + 1);
    }
    return true;
}

void Wire::print(const AnswerSection &section)
{
    std::string answered;
    for (const Answering &each : section.answered) {
        answered += (answered.empty() ? "" : ",") + std::string("{\"mac\":\"") + macText(each.who) +
                    "\",\"begin_ns\":" + std::to_string(each.beginNs) + ",\"end_ns\":" + std::to_string(each.endNs) +
                    ",\"questions\":" + std::to_string(each.questions) + '}';
    }
    std::string adverts;
    if (!m_markedAdverts.empty()) {
        for (const auto &[source, each] : m_markedAdverts.front()) {
            adverts += (adverts.empty() ? "" : ",") + std::string("{\"source\":\"") + source +
                       "\",\"count\":" + std::to_string(each.count) +
                       ",\"longest_gap_ms\":" + milliseconds(each.longestGapNs) + '}';
        }
        m_markedAdverts.erase(m_markedAdverts.begin());
    }
    std::string name;
    std::copy_if(section.name.begin(), section.name.end(), std::back_inserter(name),
                 [](char c) { return c >= ' ' && c != '"' && c != '\\'; });
    std::printf("{\"section\":\"%s\",\"begin_ns\":%lld,\"end_ns\":%lld,\"questions\":%lld,\"both_ms\":%s,"
                "\"nobody_ms\":%s,\"longest_gap_ms\":%s,\"answered\":[%s],\"adverts\":[%s]}\n",
                name.c_str(), static_cast<long long>(section.beginNs), static_cast<long long>(section.endNs),
                static_cast<long long>(section.questions), milliseconds(section.bothNs).c_str(),
                milliseconds(section.nobodyNs).c_str(), milliseconds(section.longestGapNs).c_str(), answered.c_str(),
                adverts.c_str());
    std::fflush(stdout);
}

} // namespace tandem::bench
