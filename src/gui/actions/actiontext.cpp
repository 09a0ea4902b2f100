// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/actiontext.h"

#include "gui/actions/prospect.h"
#include "gui/format.h"

#include <QRegularExpression>

namespace tandem::gui {

namespace {

QString str(const std::string &text)
{
    return QString::fromStdString(text);
}

QString joined(const std::vector<std::string> &words)
{
    QStringList list;
    for (const std::string &word : words)
        list << str(word);
    return list.join(QStringLiteral(", "));
}

/// The addresses themselves while they are few.
QString vipsOf(const std::vector<std::string> &vips)
{
    if (vips.size() <= 2)
        return joined(vips);
    return ActionText::tr("%1 and %n more", nullptr, static_cast<int>(vips.size()) - 1).arg(str(vips.front()));
}

} // namespace

QString ActionText::button(ActionKind kind)
{
    switch (kind) {
    case ActionKind::SwitchOver: return tr("Switch over to this node…");
    case ActionKind::EndSwitchover: return tr("End switchover…");
    case ActionKind::BeginMaintenance: return tr("Maintenance…");
    case ActionKind::EndMaintenance: return tr("End maintenance…");
    }
    return {};
}

QString ActionText::hint(ActionKind kind, const QString &node)
{
    switch (kind) {
    case ActionKind::SwitchOver: return tr("%1 takes the VIPs and keeps them until the switchover is ended").arg(node);
    case ActionKind::EndSwitchover: return tr("The priorities of the cluster file are in force again");
    case ActionKind::BeginMaintenance: return tr("%1 gives up the VIPs, so that you can work on it").arg(node);
    case ActionKind::EndMaintenance: return tr("%1 stands by again with its own priority").arg(node);
    }
    return {};
}

QString ActionText::obstacle(const ActionObstacle &obstacle, const QString &node)
{
    using Reason = ActionObstacle::Reason;
    const QString instance = str(obstacle.instance);
    switch (obstacle.reason) {
    case Reason::OutOfReach: return tr("%1 is out of reach").arg(node);
    case Reason::Keepalived: return tr("The engine is Keepalived: it takes no orders");
    case Reason::RoleUnknown: return tr("%1 has not said what you may do").arg(node);
    case Reason::NotOperator:
        return tr("You may only look at %1: an administrator gives you the role operator in its peers.json").arg(node);
    case Reason::EngineNotRunning: return tr("The engine of %1 does not run").arg(node);
    case Reason::InMaintenance: return tr("%1 is in maintenance: end that first").arg(node);
    case Reason::Fault: return tr("%1 is in FAULT on %2: mend that first").arg(instance, node);
    case Reason::NotStarted: return tr("%1 is not ready on %2 yet").arg(instance, node);
    case Reason::AlreadyOwner: return tr("%1 is the owner already").arg(node);
    case Reason::NoneAbove:
        return tr("Another node may advertise priority 254 or 255 in %1: nothing is above that").arg(instance);
    case Reason::OwnsAddresses:
        return tr("%1 has priority 255 in %2: the addresses are its own and cannot be given up").arg(node, instance);
    case Reason::NotSwitchedOver: return tr("No switchover to %1 is in force").arg(node);
    case Reason::NotInMaintenance: return tr("%1 is not in maintenance").arg(node);
    case Reason::AlreadyInMaintenance: return tr("%1 is in maintenance already").arg(node);
    case Reason::UnderWay: return tr("%1 has not answered the last order yet").arg(node);
    case Reason::ReadOnly: return tr("Read-only: turn that off at the top of the window first");
    }
    return {};
}

void ActionText::describeSwitchOver(Confirmation &words, const ClusterSource &source, int node)
{
    const Prospect prospect(source, node);
    const QString name = str(prospect.name());
    const QString vips = vipsOf(prospect.allVips());
    const std::vector<std::string> owners = prospect.otherOwners();
    words.title = tr("Switch over to %1?").arg(name);
    words.button = tr("Switch over");
    words.paragraphs << (owners.empty()
                             ? tr("%1 takes %2 at once and announces it.").arg(name, vips)
                             : tr("%1 takes %2 at once and announces it; %3 gives it up on hearing that, so that it is "
                                  "never without an owner.")
                                   .arg(name, vips, joined(owners)));
    if (const auto sessions = prospect.sessionsElsewhere(); sessions && *sessions > 0)
        words.paragraphs << tr("%Ln open session(s) on %2 break(s); clients that connect again reach %1.", nullptr,
                               static_cast<int>(*sessions))
                                .arg(name, joined(owners));
    words.paragraphs
        << tr("The switchover is in force until you end it: until then %1 has a priority above all others.").arg(name);
}

void ActionText::describeEndSwitchover(Confirmation &words, const ClusterSource &source, int node)
{
    const Prospect prospect(source, node);
    const QString name = str(prospect.name());
    words.title = tr("End the switchover to %1?").arg(name);
    words.button = tr("End switchover");
    words.paragraphs
        << tr("The priority of the cluster file is in force on %1 again: %2.").arg(name).arg(prospect.ownPriority());
    const auto heir = prospect.preemptor();
    const std::vector<std::string> held = prospect.heldVips();
    if (heir && !held.empty())
        words.paragraphs << tr("%1 has more and takes %2 back. Sessions that are open on %3 break.")
                                .arg(str(*heir), vipsOf(held), name);
    else if (!held.empty())
        words.paragraphs
            << tr("%1 stays where it is: no other node that is heard has more and preempts.").arg(vipsOf(held));
}

void ActionText::describeBeginMaintenance(Confirmation &words, const ClusterSource &source, int node)
{
    const Prospect prospect(source, node);
    const QString name = str(prospect.name());
    const std::vector<std::string> held = prospect.heldVips();
    const auto heir = prospect.successor();
    words.title = tr("Begin maintenance of %1?").arg(name);
    words.button = tr("Begin maintenance");
    if (held.empty())
        words.paragraphs << tr("%1 holds no VIP now and takes none, unless no other node can.").arg(name);
    else if (heir)
        words.paragraphs << tr("%1 takes %2 first, then %3 gives it up. Sessions that are open on %3 break.")
                                .arg(str(*heir), vipsOf(held), name);
    if (prospect.isSwitchedOver())
        words.paragraphs << tr("The switchover to it ends.");
    words.paragraphs << tr("Maintenance lasts until you end it, also over a restart of %1.").arg(name);
    if (!held.empty() && !heir)
        words.warning = tr("No other node could take %1 now: %2 keeps it, for a VIP without an owner serves nobody.")
                            .arg(vipsOf(held), name);
    else if (heir && source.nodeCount() == 2)
        words.warning = tr("While it lasts, no other node stands by for %1.").arg(str(*heir));
}

void ActionText::describeEndMaintenance(Confirmation &words, const ClusterSource &source, int node)
{
    const Prospect prospect(source, node);
    const QString name = str(prospect.name());
    words.title = tr("End maintenance of %1?").arg(name);
    words.button = tr("End maintenance");
    words.paragraphs
        << tr("%1 stands by again with the priority of the cluster file: %2.").arg(name).arg(prospect.ownPriority());
    if (const auto owner = prospect.preempted())
        words.paragraphs << tr("That is more than %1 has: %2 takes %3 back. Sessions that are open on %1 break.")
                                .arg(str(*owner), name, vipsOf(prospect.allVips()));
    else
        words.paragraphs << tr("No VIP moves by that.");
}

ActionText::Confirmation ActionText::confirmation(const ActionRequest &request, const ClusterSource &source,
                                                  const QString &whom)
{
    Confirmation words;
    words.command = command(request, whom);
    const int node = source.nodeIndexOf(request.node);
    if (node < 0)
        return words;
    switch (request.kind) {
    case ActionKind::SwitchOver: describeSwitchOver(words, source, node); break;
    case ActionKind::EndSwitchover: describeEndSwitchover(words, source, node); break;
    case ActionKind::BeginMaintenance: describeBeginMaintenance(words, source, node); break;
    case ActionKind::EndMaintenance: describeEndMaintenance(words, source, node); break;
    }
    return words;
}

QString ActionText::command(const ActionRequest &request, const QString &whom)
{
    QStringList line{QStringLiteral("tandemctl")};
    const QString node = shellWord(str(request.node));
    switch (request.kind) {
    case ActionKind::SwitchOver: line << QStringLiteral("switchover") << node; break;
    case ActionKind::EndSwitchover: line << QStringLiteral("switchover") << node << QStringLiteral("--cancel"); break;
    case ActionKind::BeginMaintenance: line << QStringLiteral("maintenance") << node << QStringLiteral("on"); break;
    case ActionKind::EndMaintenance: line << QStringLiteral("maintenance") << node << QStringLiteral("off"); break;
    }
    if (!whom.isEmpty())
        line << whom;
    return line.join(QLatin1Char(' '));
}

ActionText::Outcome ActionText::underWay(const ActionRequest &request)
{
    const QString node = str(request.node);
    switch (request.kind) {
    case ActionKind::SwitchOver: return {tr("Switching over to %1…").arg(node), {}};
    case ActionKind::EndSwitchover: return {tr("Ending the switchover to %1…").arg(node), {}};
    case ActionKind::BeginMaintenance: return {tr("Beginning maintenance of %1…").arg(node), {}};
    case ActionKind::EndMaintenance: return {tr("Ending maintenance of %1…").arg(node), {}};
    }
    return {};
}

ActionText::Outcome ActionText::done(const ActionRequest &request)
{
    const QString node = str(request.node);
    switch (request.kind) {
    case ActionKind::SwitchOver: return {tr("Switched over to %1").arg(node), tr("In force until you end it.")};
    case ActionKind::EndSwitchover: return {tr("The switchover to %1 is ended").arg(node), {}};
    case ActionKind::BeginMaintenance: return {tr("%1 is in maintenance").arg(node), tr("It lasts until you end it.")};
    case ActionKind::EndMaintenance: return {tr("Maintenance of %1 is ended").arg(node), {}};
    }
    return {};
}

ActionText::Outcome ActionText::failed(const ActionRequest &request, const Error &error)
{
    const QString node = str(request.node);
    const bool unknown = error.code == ErrorCode::NotReachable; // the order may have arrived
    Outcome outcome;
    switch (request.kind) {
    case ActionKind::SwitchOver:
        outcome.title = unknown ? tr("It is not known whether %1 has taken over").arg(node)
                                : tr("Not switched over to %1").arg(node);
        break;
    case ActionKind::EndSwitchover:
        outcome.title = unknown ? tr("It is not known whether the switchover to %1 is ended").arg(node)
                                : tr("The switchover to %1 is not ended").arg(node);
        break;
    case ActionKind::BeginMaintenance:
        outcome.title = unknown ? tr("It is not known whether %1 is in maintenance").arg(node)
                                : tr("Maintenance of %1 has not begun").arg(node);
        break;
    case ActionKind::EndMaintenance:
        outcome.title = unknown ? tr("It is not known whether maintenance of %1 is ended").arg(node)
                                : tr("Maintenance of %1 is not ended").arg(node);
        break;
    }
    QString fix = str(error.fix);
    if (fix.isEmpty() && unknown)
        fix = tr("look at the card of %1 before you ask again").arg(node);
    outcome.text = str(error.place.empty() ? error.text : error.place + ": " + error.text);
    if (!fix.isEmpty())
        outcome.text += tr("; %1").arg(fix);
    return outcome;
}

QString ActionText::shellWord(const QString &text)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_@%+=:,./-]+$"));
    if (plain.match(text).hasMatch())
        return text;
    return QLatin1Char('\'') + QString(text).replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

} // namespace tandem::gui
