// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/advertbook.h"
#include "daemon/engine/engineconfig.h"
#include "daemon/engine/eventtext.h"
#include "daemon/engine/lateness.h"
#include "daemon/engine/note.h"
#include "daemon/engine/viprestorer.h"
#include "model/nodestatus.h"
#include "vrrp/router.h"

#include <bitset>
#include <optional>
#include <string>
#include <vector>

namespace tandem::engine {

/// One VRRP instance at work: its router, and the router's effects performed on the kernel.
class Instance
{
public:
    /// The slot is prepared. All references outlive it.
    Instance(Slot slot, InstanceConfig config, KernelPort &kernel, const ClockPort &clock, Notes &notes);
    Instance(const Instance &) = delete;
    Instance &operator=(const Instance &) = delete;

    void start();
    /// A decoded advert of its router id, on its interface.
    void hear(const vrrp::Envelope &envelope, const vrrp::Advert &advert);
    /// Counts; told once a kind. `why` lives for ever.
    void refuse(std::size_t kind, std::string_view why, const IpAddress &sender);
    void interfaceChanged(std::string_view interface, const InterfaceState &state);
    void vipChanged(std::size_t vip, bool there);
    void verdict(std::size_t track, vrrp::Verdict verdict, const std::string &evidence);
    void verdictStale(std::size_t track, bool stale);
    /// Performs what is due.
    void runDeadlines(Lateness &lateness);
    std::optional<Instant> deadline() const;
    /// Removes the VIPs, then resigns.
    void stop();
    /// The same router with another lease. The slot is prepared anew.
    void setLease(int leaseSeconds);

    Slot slot() const { return m_slot; }
    const InstanceConfig &config() const { return m_config; }
    vrrp::State state() const { return m_router.state(); }
    EventContext context() const { return {m_config, m_evidence, m_interfaces}; }
    model::InstanceStatus status() const;

private:
    void handle(const vrrp::Input &input, Instant now);
    void perform(const vrrp::Effects &effects);
    void perform(const vrrp::SendAdvert &effect, std::int64_t wallNs);
    void perform(const vrrp::AddAddresses &effect, std::int64_t wallNs);
    void perform(const vrrp::RemoveAddresses &effect, std::int64_t wallNs);
    void perform(const vrrp::Announce &effect, std::int64_t wallNs);
    void perform(const vrrp::StateChanged &effect, std::int64_t wallNs);
    void perform(const vrrp::Oddity &effect, std::int64_t wallNs);
    void noteTrouble(int &known, int error, bool announcement, std::int64_t wallNs);
    void restoreVips(Instant now);

    const Slot m_slot;
    InstanceConfig m_config;
    KernelPort &m_kernel;
    const ClockPort &m_clock;
    Notes &m_notes;
    vrrp::Router m_router;
    AdvertBook m_adverts;
    VipRestorer m_restorer;
    std::vector<std::string> m_evidence;      ///< of RouterConfig::tracks
    std::vector<InterfaceState> m_interfaces; ///< of RouterConfig::interfaces
    std::bitset<32> m_refusalsTold;
    Instant m_masterSince{};
    std::optional<vrrp::Reason> m_reason;   ///< of the change of state among the effects at hand: why VIPs come and go
    std::optional<vrrp::Oddity> m_lastWord; ///< of a master that yields to us: an oddity only if another one follows
    std::uint8_t m_priorityTold = 0;
    int m_advertError = 0;
    int m_announceError = 0;
    std::int64_t m_sinceNs = 0;
};

} // namespace tandem::engine
