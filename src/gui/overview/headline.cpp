// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/overview/headline.h"

#include <algorithm>

namespace tandem::gui {

namespace {

QString joined(const std::vector<std::string> &words)
{
    QStringList list;
    for (const std::string &word : words)
        list << QString::fromStdString(word.substr(0, word.find('/')));
    return list.join(QStringLiteral(", "));
}

} // namespace

Headline::Words Headline::ofInstance(const fleet::InstanceView &instance)
{
    const QString vips = joined(instance.vips);
    const bool anyUnknown = std::any_of(instance.states.begin(), instance.states.end(),
                                        [](const auto &state) { return state.second == model::VrrpState::Unknown; });
    if (instance.vipOwner.size() > 1)
        return {(instance.vipOwner.size() == 2 ? tr("%1 and %2 both hold %3")
                                                     .arg(QString::fromStdString(instance.vipOwner[0]),
                                                          QString::fromStdString(instance.vipOwner[1]), vips)
                                               : tr("%1 all hold %2").arg(joined(instance.vipOwner), vips)),
                Appearance::Conflict};
    if (instance.vipOwner.empty()) {
        if (anyUnknown)
            return {tr("Who holds %1 is not known: not every node answers").arg(vips), Appearance::Unknown};
        return {tr("Nobody holds %1").arg(vips), Appearance::Conflict};
    }
    std::vector<std::string> ready;
    for (const auto &[node, state] : instance.states)
        if (state == model::VrrpState::Backup)
            ready.push_back(node);
    const QString owner = QString::fromStdString(instance.vipOwner.front());
    if (ready.empty() && anyUnknown)
        return {tr("%1 holds %2; whether another node could take it is not known").arg(owner, vips),
                Appearance::Unknown};
    if (ready.empty())
        return {tr("%1 holds %2, and no other node could take it").arg(owner, vips), Appearance::Fault};
    return {tr("%1 holds %2, %n node(s) could take it", nullptr, static_cast<int>(ready.size())).arg(owner, vips),
            Appearance::Master};
}

Headline::Words Headline::of(const ClusterSource &source)
{
    bool anybody = false;
    bool waiting = false;
    for (int node = 0; node < source.nodeCount(); ++node) {
        anybody = anybody || source.link(node).lastHeardNs > 0 || source.isReached(node);
        waiting = waiting || source.link(node).state == fleet::Link::State::Connecting;
    }
    if (!anybody)
        return {waiting ? tr("Connecting to %n helper(s)…", nullptr, source.nodeCount()) : tr("No helper answers"),
                waiting ? Appearance::Unknown : Appearance::Fault};
    const fleet::ClusterStatus status = source.status();
    const auto rank = [](Appearance look) {
        return look == Appearance::Conflict ? 3 : look == Appearance::Fault ? 2 : look == Appearance::Unknown ? 1 : 0;
    };
    Words worst;
    bool first = true;
    for (const fleet::InstanceView &instance : status.instances) {
        const Words words = ofInstance(instance);
        if (first || rank(words.look) > rank(worst.look))
            worst = words;
        first = false;
    }
    return worst;
}

Appearance Headline::lookOf(const ClusterSource &source)
{
    const Words words = of(source);
    if (words.look != Appearance::Master)
        return words.look;
    for (const model::Alarm &alarm : source.status().alarms)
        if (alarm.severity == model::AlarmSeverity::Critical)
            return Appearance::Fault;
    return Appearance::Master;
}

} // namespace tandem::gui
