// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/advertbook.h"
#include "daemon/engine/engineconfig.h"
#include "daemon/engine/eventtext.h"
#include "daemon/engine/note.h"
#include "daemon/engine/viprestorer.h"
#include "model/nodestatus.h"
#include "vrrp/router.h"

#include <optional>
#include <string>
#include <vector>

namespace tandem::engine {

/// One VRRP instance at work: its router, and the router's effects performed on the kernel. But for its constructor,
/// adopt() and settleIn() it allocates nothing.
class Instance
{
public:
    /// The slot is prepared. All references outlive it; the configuration until adopt() gives another one.
    Instance(const InstanceConfig &config, KernelPort &kernel, const ClockPort &clock, Notes &notes);
    Instance(const Instance &) = delete;
    Instance &operator=(const Instance &) = delete;

    /// `maintenance`: in force from the first moment on.
    void start(bool maintenance);
    /// Removes the VIPs, then resigns.
    void stop();

    /// A decoded advert of its router id, on its interface. Why it was discarded; nothing: it was taken.
    std::optional<vrrp::Oddity::Kind> hear(const IpAddress &sender, const vrrp::Advert &advert, Instant now);
    void interfaceChanged(std::string_view interface, const InterfaceState &state);
    void vipChanged(std::size_t vip, bool there);
    void verdict(std::size_t track, vrrp::Verdict verdict, const std::string &evidence);
    void verdictStale(std::size_t track, bool stale);
    /// An order, or what the sync group says.
    void give(const vrrp::Input &input) { handle(input, m_clock.now()); }

    std::optional<Instant> deadline() const;
    /// Performs what is due. How late the router's deadline was; nothing: it was not its deadline.
    std::optional<Duration> serveDeadline();
    /// A lateness that eats a tenth of what the others wait beyond the next advert.
    Duration patience() const { return m_patience; }

    // ---- Another configuration, in this order; no VIP moves that need not.
    /// It is another router with that one: to be stopped, and made anew.
    bool needsNewRouter(const InstanceConfig &next) const;
    /// Takes it over, and the VIPs away that it has not.
    void adopt(const InstanceConfig &next);
    /// The rest, when all instances have done the first: a VIP may go from one to another.
    Result<void> settleIn();

    const vrrp::Router &router() const { return m_router; }
    Slot slot() const { return m_config->slot; }
    const InstanceConfig &config() const { return *m_config; }
    vrrp::State state() const { return m_router.state(); }
    EventContext context() const { return {*m_config, m_evidence, m_interfaces}; }
    model::InstanceStatus status() const;

private:
    /// What adopt() leaves for settleIn().
    struct Adoption
    {
        vrrp::Reconfiguration router;
        std::vector<std::size_t> newVips; ///< indexes in the plan
        bool plan = false;                ///< the kernel has to be told
        bool lease = false;
        bool adverts = false; ///< to be encoded anew
    };

    void handle(const vrrp::Input &input, Instant now);
    void perform(const vrrp::Effects &effects);
    void perform(const vrrp::SendAdvert &effect, std::int64_t wallNs);
    void perform(const vrrp::AddAddresses &effect, std::int64_t wallNs);
    void perform(const vrrp::RemoveAddresses &effect, std::int64_t wallNs);
    void perform(const vrrp::Announce &effect, std::int64_t wallNs);
    void perform(const vrrp::StateChanged &effect, std::int64_t wallNs);
    void perform(const vrrp::Oddity &effect, std::int64_t wallNs);
    void note(const What &what) { m_notes.add(slot(), m_clock.wallNs(), what); }
    void noteTrouble(int &known, int error, bool announcement, std::int64_t wallNs);
    void notePriority();
    void restoreVips(Instant now);
    void retireVips(const InstanceConfig &next);
    void addNewVips();
    bool linkUp(std::size_t link) const;
    void learnSurroundings();

    const InstanceConfig *m_config;
    KernelPort &m_kernel;
    const ClockPort &m_clock;
    Notes &m_notes;
    vrrp::Router m_router;
    AdvertBook m_adverts;
    VipRestorer m_restorer;
    Duration m_patience{};
    std::vector<std::string> m_evidence;      ///< of RouterConfig::tracks
    std::vector<InterfaceState> m_interfaces; ///< of RouterConfig::interfaces
    std::optional<Adoption> m_adoption;
    std::optional<vrrp::Reason> m_reason; ///< of the change of state among the effects at hand: why VIPs come and go
    std::uint8_t m_priorityTold = 0;
    int m_advertError = 0;
    int m_announceError = 0;
    std::int64_t m_sinceNs = 0;
};

} // namespace tandem::engine
