// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/eventtext.h"

#include <cstdio>
#include <cstring>

namespace tandem::engine {

using model::Cause;
using model::CauseType;
using model::Event;
using model::EventKind;
using vrrp::Reason;

namespace {

std::string seconds(Duration duration)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f s", std::chrono::duration<double>(duration).count());
    return text;
}

std::string milliseconds(Duration duration)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", std::chrono::duration<double, std::milli>(duration).count());
    return text;
}

/// Turns one note of an instance into its events.
class Writer
{
public:
    Writer(const Note &note, const EventContext *context) : m_note(note), m_given(context) {}

    std::vector<Event> events()
    {
        std::visit([this](const auto &what) { write(what); }, m_note.what);
        return std::move(m_events);
    }

private:
    const EventContext &context() const { return *m_given; }
    const vrrp::RouterConfig &router() const { return context().config.router; }
    /// By a number that may be of a configuration before this one.
    std::string vip(std::size_t index) const
    {
        const auto &vips = context().config.plan.vips;
        return index < vips.size() ? vips[index].address.toString() : "a VIP";
    }

    Event &add(EventKind kind, std::string reason, Cause cause)
    {
        Event event;
        event.timeNs = m_note.timeNs;
        event.kind = kind;
        event.instance = m_given != nullptr ? router().name : "";
        event.reason = std::move(reason);
        event.cause = std::move(cause);
        return m_events.emplace_back(std::move(event));
    }

    std::string trackName(std::size_t index) const
    {
        return index < router().tracks.size() ? router().tracks[index].name : "";
    }

    void explainTrack(const Reason &reason, Event &event) const
    {
        const std::string name = trackName(reason.track);
        const std::string evidence = reason.track < context().evidence.size() ? context().evidence[reason.track] : "";
        const bool failed = reason.kind == Reason::Kind::TrackFailed;
        event.reason = "check \"" + name + (failed ? "\" failed" : "\" is good again");
        if (failed && !evidence.empty())
            event.reason += ": " + evidence;
        event.cause = {CauseType::Check, {{"check", name}, {"evidence", evidence}}};
    }

    void explainLink(std::size_t link, bool up, Event &event) const
    {
        const std::string name = link < router().interfaces.size() ? router().interfaces[link] : "";
        const InterfaceState known = link < context().interfaces.size() ? context().interfaces[link] : InterfaceState{};
        if (!up && link == 0 && known.up && context().config.plan.source.isUnspecified()) {
            event.reason = "interface \"" + name + "\" has no link-local IPv6 address that adverts could come from";
            event.cause = {CauseType::Link, {{"interface", name}, {"state", "no-address"}}};
            return;
        }
        const bool present = known.present;
        const std::string state = up ? "up" : present ? "down" : "missing";
        event.reason = "interface \"" + name + (up ? "\" is up" : present ? "\" has no link" : "\" is missing");
        event.cause = {CauseType::Link, {{"interface", name}, {"state", state}}};
    }

    void explainTimer(const Reason &reason, Event &event) const
    {
        const bool heard = !reason.peer.isUnspecified();
        const std::string peer = heard ? reason.peer.toString() : "";
        if (reason.kind == Reason::Kind::Preempt)
            event.reason = "only " + peer + " with less priority (" + std::to_string(reason.peerPriority) +
                           ") was heard for " + seconds(reason.waited);
        else
            event.reason = "no advert " + (heard ? "from " + peer : std::string("from any master")) + " for " +
                           seconds(reason.waited);
        event.cause = {CauseType::Timer, {{"waited_ms", milliseconds(reason.waited)}, {"master", peer}}};
        if (reason.kind == Reason::Kind::Preempt)
            event.cause.details.emplace_back("priority", std::to_string(reason.peerPriority));
    }

    void explainAdvert(const Reason &reason, Event &event) const
    {
        const std::string peer = reason.peer.toString();
        const bool resigned = reason.kind == Reason::Kind::MasterResigned;
        const std::string priority = std::to_string(resigned ? Priority::resigns : reason.peerPriority);
        if (resigned)
            event.reason = peer + " resigned (priority 0), then Skew_Time passed";
        else
            event.reason = peer + " advertises priority " + priority;
        event.cause = {CauseType::Advert, {{"from", peer}, {"priority", priority}}};
        if (resigned)
            event.cause.details.emplace_back("waited_ms", milliseconds(reason.waited));
    }

    static void explainOrder(const Reason &reason, Event &event)
    {
        const bool takesOver = reason.kind == Reason::Kind::Override;
        if (takesOver)
            event.reason = "planned switchover to this node";
        else if (reason.kind == Reason::Kind::Maintenance)
            event.reason = "maintenance was turned on";
        else
            event.reason = "the configuration does not ask any more for what had failed";
        event.cause = {CauseType::Command, {{"command", std::string(vrrp::nameOf(reason.kind))}}};
        if (takesOver && !reason.peer.isUnspecified())
            event.cause.details.emplace_back("from", reason.peer.toString());
    }

    static void explainGroup(const Reason &reason, Event &event)
    {
        if (reason.kind == Reason::Kind::GroupFault)
            event.reason = "another member of the sync group is in FAULT";
        else if (reason.kind == Reason::Kind::GroupRecovered)
            event.reason = "no member of the sync group is in FAULT any more";
        else
            event.reason = "another member of the sync group gave way to " + reason.peer.toString();
        event.cause = {CauseType::Command, {{"command", std::string(vrrp::nameOf(reason.kind))}}};
    }

    void explain(const Reason &reason, Event &event) const
    {
        switch (reason.kind) {
        case Reason::Kind::MasterDown:
        case Reason::Kind::Preempt: return explainTimer(reason, event);
        case Reason::Kind::MasterResigned:
        case Reason::Kind::HigherPriority: return explainAdvert(reason, event);
        case Reason::Kind::TrackFailed:
        case Reason::Kind::TrackRecovered: return explainTrack(reason, event);
        case Reason::Kind::LinkDown: return explainLink(reason.link, false, event);
        case Reason::Kind::LinkUp: return explainLink(reason.link, true, event);
        case Reason::Kind::OwnsAddress:
            event.reason = "the addresses are this host's own (priority 255)";
            event.cause = {CauseType::Start, {}};
            return;
        case Reason::Kind::Shutdown:
            event.reason = "asked to leave";
            event.cause = {CauseType::Command, {{"command", "stop"}}};
            return;
        case Reason::Kind::Override:
        case Reason::Kind::Maintenance:
        case Reason::Kind::Reconfigured: return explainOrder(reason, event);
        case Reason::Kind::GroupFault:
        case Reason::Kind::GroupRecovered:
        case Reason::Kind::GroupYielded: return explainGroup(reason, event);
        case Reason::Kind::Start:
            event.reason = "the engine started";
            event.cause = {CauseType::Start, {}};
            return;
        }
    }

    void write(const vrrp::StateChanged &what)
    {
        Event &event = add(EventKind::State, {}, {});
        event.from = vrrp::nameOf(what.from);
        event.to = vrrp::nameOf(what.to);
        explain(what.reason, event);
    }

    void write(const vrrp::Oddity &what)
    {
        const std::string name(vrrp::nameOf(what.kind));
        add(EventKind::Alarm, textOf(what), {CauseType::Advert, {{"from", what.sender.toString()}, {"oddity", name}}})
            .to = name;
    }

    static std::string textOf(const vrrp::Oddity &what)
    {
        using Kind = vrrp::Oddity::Kind;
        const std::string sender = what.sender.toString();
        switch (what.kind) {
        case Kind::AddressListDiffers: return sender + " advertises other VIPs than this node has";
        case Kind::IntervalDiffers: return sender + " advertises another advert_int than this node has";
        case Kind::WrongPassword: return sender + " sends another auth_pass: its adverts are discarded";
        case Kind::WrongAuthType: return sender + " sends another auth_type: its adverts are discarded";
        case Kind::VersionDiffers: return sender + " speaks another VRRP version: its adverts are discarded";
        case Kind::SecondMaster: return sender + " is MASTER too, with less priority";
        case Kind::Flapping: return sender + " changes its priority again and again";
        case Kind::FirstAddressNotLinkLocal:
            return sender + " advertises an IPv6 list that is not led by a link-local one";
        case Kind::Count: break;
        }
        return sender;
    }

    static Cause byReload() { return {CauseType::Command, {{"command", "reload"}}}; }

    static Cause errorCause(int error) { return {CauseType::Command, {{"error", std::strerror(error)}}}; }

    Cause causeOf(const std::optional<Reason> &reason) const
    {
        Event event;
        event.cause.type = CauseType::Command;
        if (reason)
            explain(*reason, event);
        return event.cause;
    }

    void write(const VipsAdded &what)
    {
        for (std::size_t index = 0; index < context().config.plan.vips.size(); ++index) {
            if (what.error == 0)
                add(EventKind::Vip, "became MASTER: added " + vip(index), causeOf(what.reason)).to = vip(index);
            else
                add(EventKind::Alarm, "cannot add " + vip(index) + ": " + std::strerror(what.error),
                    errorCause(what.error))
                    .to = "vip-not-added";
        }
    }

    void write(const VipsRemoved &what)
    {
        for (std::size_t index = 0; index < context().config.plan.vips.size(); ++index) {
            if (what.error == 0)
                add(EventKind::Vip, "no longer MASTER: removed " + vip(index), causeOf(what.reason)).from = vip(index);
            else
                add(EventKind::Alarm, "cannot remove " + vip(index) + ": " + std::strerror(what.error),
                    errorCause(what.error))
                    .to = "vip-not-removed";
        }
    }

    void write(const VipRetired &what)
    {
        const std::string address = what.address.toString();
        if (what.error == 0)
            add(EventKind::Vip, "not in the configuration any more: removed " + address, byReload()).from = address;
        else
            add(EventKind::Alarm, "cannot remove " + address + ": " + std::strerror(what.error), errorCause(what.error))
                .to = "vip-not-removed";
    }

    void write(const VipConfigured &what)
    {
        if (what.error == 0)
            add(EventKind::Vip, "new in the configuration: added " + vip(what.vip), byReload()).to = vip(what.vip);
        else
            add(EventKind::Alarm, "cannot add " + vip(what.vip) + ": " + std::strerror(what.error),
                errorCause(what.error))
                .to = "vip-not-added";
    }

    void write(const VipLost &what)
    {
        add(EventKind::Vip, vip(what.vip) + " is gone, and not by the engine's hand", {CauseType::Command, {}}).from =
            vip(what.vip);
    }

    void write(const VipForeign &what)
    {
        add(EventKind::Alarm, vip(what.vip) + " was put on this host by somebody else while it is not MASTER",
            {CauseType::Command, {{"vip", vip(what.vip)}}})
            .to = "vip-foreign";
    }

    void write(const VipRestored &what)
    {
        if (what.error != 0)
            return write(VipsAdded{what.error, std::nullopt});
        for (std::size_t index = 0; index < context().config.plan.vips.size(); ++index)
            add(EventKind::Vip, "restored " + vip(index) + ": this node is MASTER", {CauseType::Command, {}}).to =
                vip(index);
    }

    void write(const PriorityChanged &what)
    {
        Event &event = add(EventKind::Helper, "priority is now " + std::to_string(what.to),
                           {what.ordered ? CauseType::Command : CauseType::Check, {}});
        event.from = std::to_string(what.from);
        event.to = std::to_string(what.to);
    }

    void write(const SendTrouble &what)
    {
        const bool six = context().config.plan.source.family() == Family::V6;
        const std::string subject = !what.announcement ? "adverts"
                                    : six              ? "neighbour advertisements"
                                                       : "gratuitous ARP";
        if (what.error == 0)
            add(EventKind::Helper, subject + " can be sent again", {CauseType::Link, {}});
        else
            add(EventKind::Alarm, subject + " cannot be sent: " + std::strerror(what.error),
                {CauseType::Link, {{"error", std::strerror(what.error)}}})
                .to = "send-failed";
    }

    void write(const VerdictStale &what)
    {
        const std::string name = trackName(what.track);
        const Cause cause{CauseType::Check, {{"check", name}}};
        if (what.stale)
            add(EventKind::Alarm, "no verdict of check \"" + name + "\" any more: the last one stands", cause).to =
                "verdict-stale";
        else
            add(EventKind::Helper, "check \"" + name + "\" gives verdicts again", cause);
    }

    void write(const PacketRefused &what)
    {
        add(EventKind::Alarm,
            "a packet from " + what.sender.toString() + " on " + std::string(what.interface) +
                " was refused: " + std::string(what.why),
            {CauseType::Advert,
             {{"from", what.sender.toString()},
              {"refusal", std::string(what.why)},
              {"interface", std::string(what.interface)}}})
            .to = "packet-refused";
    }

    void write(const ForeignRouter &what)
    {
        const std::string sender = what.sender.toString();
        const std::string number = std::to_string(what.id.value());
        const std::string interface(what.interface);
        add(EventKind::Alarm,
            sender + " speaks for router id " + number + " on " + interface + ", which is none of this node's",
            {CauseType::Advert, {{"from", sender}, {"router_id", number}, {"interface", interface}}})
            .to = "foreign-router-id";
    }

    void write(const ServedLate &what)
    {
        if (what.late == Duration::zero()) {
            add(EventKind::Helper, "deadlines are served in time again", {CauseType::Timer, {}}).from = "engine-late";
            return;
        }
        add(EventKind::Alarm,
            "a deadline was served " + milliseconds(what.late) + " ms late, which eats into what the others wait (" +
                milliseconds(what.limit) + " ms would do)",
            {CauseType::Timer, {{"late_ms", milliseconds(what.late)}, {"limit_ms", milliseconds(what.limit)}}})
            .to = "engine-late";
    }

    void write(const Ordered &what)
    {
        using Kind = channel::Order::Kind;
        const auto say = [this](const char *text, const char *command) {
            add(EventKind::Action, text, {CauseType::Command, {{"command", command}}}).to = command;
        };
        switch (what.kind) {
        case Kind::Switchover: return say("switchover to this node was ordered", "switchover");
        case Kind::CancelSwitchover: return say("the switchover to this node was cancelled", "cancel-switchover");
        case Kind::MaintenanceOn: return say("maintenance of this node was turned on", "maintenance-on");
        case Kind::MaintenanceOff: return say("maintenance of this node was turned off", "maintenance-off");
        }
    }

    const Note &m_note;
    const EventContext *m_given;
    std::vector<Event> m_events;
};

} // namespace

std::vector<Event> eventsOf(const Note &note, const EventContext *context)
{
    return Writer(note, context).events();
}

} // namespace tandem::engine
