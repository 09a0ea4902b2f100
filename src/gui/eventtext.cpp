// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/eventtext.h"

#include "base/ipaddress.h"
#include "gui/format.h"

#include <QStringList>
#include <array>

namespace tandem::gui {

namespace {

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

std::string withoutPrefix(const std::string &address)
{
    return address.substr(0, address.find('/'));
}

std::string detail(const model::Event &event, std::string_view wanted)
{
    for (const auto &[name, value] : event.cause.details)
        if (name == wanted)
            return value;
    return {};
}

bool isAddress(const std::string &value)
{
    return IpAddress::parse(withoutPrefix(value)).has_value();
}

} // namespace

VipChange vipChangeOf(const model::Event &event)
{
    VipChange change;
    for (const auto &[name, value] : event.cause.details)
        if ((name == "vip" || name == "address") && isAddress(value))
            change.vip = withoutPrefix(value);
    if (isAddress(event.from) && !isAddress(event.to))
        change.vip = withoutPrefix(event.from);
    if (isAddress(event.to)) {
        change.vip = withoutPrefix(event.to);
        change.held = true;
        return change;
    }
    static constexpr std::array<std::string_view, 7> gone{"", "removed", "released", "absent", "gone", "lost", "none"};
    change.held = std::find(gone.begin(), gone.end(), event.to) == gone.end();
    return change;
}

Appearance appearanceOf(const model::Event &event)
{
    switch (event.kind) {
    case model::EventKind::State: return appearanceOfState(event.to);
    case model::EventKind::Health: return appearanceOfHealth(event.to);
    case model::EventKind::Mode: return appearanceOfMode(event.to);
    case model::EventKind::Vip: return vipChangeOf(event).held ? Appearance::Master : Appearance::Backup;
    case model::EventKind::Alarm:
        if (event.to.empty() && !event.from.empty())
            return Appearance::Unknown; // it is over
        return detail(event, "severity") == "critical" ? Appearance::Conflict : Appearance::Fault;
    case model::EventKind::Action: return Appearance::Action;
    case model::EventKind::Config:
    case model::EventKind::Helper: return Appearance::Unknown;
    }
    return Appearance::Unknown;
}

QString EventText::kind(model::EventKind kind)
{
    switch (kind) {
    case model::EventKind::State: return tr("state");
    case model::EventKind::Vip: return tr("VIP");
    case model::EventKind::Health: return tr("health");
    case model::EventKind::Mode: return tr("mode");
    case model::EventKind::Alarm: return tr("alarm");
    case model::EventKind::Action: return tr("action");
    case model::EventKind::Config: return tr("configuration");
    case model::EventKind::Helper: return tr("helper");
    }
    return {};
}

QString EventText::change(const model::Event &event)
{
    if (event.kind == model::EventKind::Vip) {
        const VipChange vip = vipChangeOf(event);
        if (!vip.vip.empty())
            return vip.held ? tr("holds %1").arg(text(vip.vip)) : tr("released %1").arg(text(vip.vip));
    }
    if (event.from.empty())
        return text(event.to);
    if (event.to.empty())
        return tr("%1 over").arg(text(event.from));
    return QStringLiteral("%1 → %2").arg(text(event.from), text(event.to));
}

QString EventText::title(const model::Event &event)
{
    const QString node = text(event.node);
    switch (event.kind) {
    case model::EventKind::State: return tr("%1 became %2").arg(node, text(event.to));
    case model::EventKind::Vip: {
        const VipChange vip = vipChangeOf(event);
        const QString address = vip.vip.empty() ? tr("the VIP") : text(vip.vip);
        return vip.held ? tr("%1 holds %2").arg(node, address) : tr("%1 released %2").arg(node, address);
    }
    case model::EventKind::Health:
        return event.to == "ok" ? tr("MaxScale on %1 is healthy").arg(node)
                                : tr("MaxScale on %1: %2").arg(node, text(event.to));
    case model::EventKind::Mode: return tr("MaxScale on %1 is %2").arg(node, text(event.to));
    case model::EventKind::Alarm:
    case model::EventKind::Action:
    case model::EventKind::Config:
    case model::EventKind::Helper: {
        const QString words = change(event);
        return words.isEmpty() ? tr("%1: %2").arg(node, kind(event.kind))
                               : tr("%1: %2 %3").arg(node, kind(event.kind), words);
    }
    }
    return {};
}

QString EventText::cause(const model::Event &event)
{
    const std::string type(model::nameOf(event.cause.type));
    QStringList parts;
    if (event.cause.details.empty() || event.cause.details.front().first != type) // "check maxscale" says it already
        parts << text(type);
    for (const auto &[name, value] : event.cause.details)
        if (!value.empty())
            parts << QStringLiteral("%1 %2").arg(text(name), text(value));
    return parts.join(QStringLiteral(" · "));
}

QString EventText::evidence(const model::Event &event)
{
    const std::string proof = detail(event, "evidence");
    QString words = text(event.reason);
    if (words.isEmpty())
        return proof.empty() ? cause(event) : text(proof);
    if (proof.empty() || event.reason.find(proof) != std::string::npos)
        return words;
    return tr("%1 (%2)").arg(words, text(proof));
}

QString EventText::whole(const model::Event &event)
{
    return QStringList{Format::dateTime(event.timeNs),
                       text(event.node),
                       kind(event.kind),
                       text(event.instance),
                       change(event),
                       text(event.reason),
                       cause(event)}
        .join(QLatin1Char('\t'));
}

} // namespace tandem::gui
