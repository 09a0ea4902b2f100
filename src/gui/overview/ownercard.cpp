// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/overview/ownercard.h"

#include "gui/format.h"
#include "gui/stateglyph.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

namespace tandem::gui {

namespace {

std::string addressOf(const std::string &vip)
{
    return vip.substr(0, vip.find('/'));
}

QString vipsOf(const fleet::InstanceView &instance)
{
    QStringList list;
    for (const std::string &vip : instance.vips)
        list << QString::fromStdString(addressOf(vip));
    return list.join(QStringLiteral(", "));
}

bool allKnown(const fleet::InstanceView &instance)
{
    return std::none_of(instance.states.begin(), instance.states.end(),
                        [](const auto &state) { return state.second == model::VrrpState::Unknown; });
}

QLabel *label(const QString &text, const char *role)
{
    auto *made = new QLabel(text);
    if (*role != '\0')
        made->setProperty("role", QLatin1String(role));
    return made;
}

} // namespace

OwnerCard::OwnerCard(const ClusterSource &source, const Theme &theme, QWidget *parent)
    : QFrame(parent), m_source(source), m_theme(theme), m_title(label({}, "title")), m_grid(new QGridLayout)
{
    setProperty("role", QStringLiteral("card"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 13, 16, 14);
    column->setSpacing(8);
    column->addWidget(m_title);
    column->addLayout(m_grid);
    column->addStretch(1);
    m_grid->setHorizontalSpacing(10);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnMinimumWidth(0, 108);
    m_grid->setColumnStretch(2, 1);
    refresh();
}

OwnerCard::Answer OwnerCard::answerOf(const QStringList &names, const QString &nobody) const
{
    if (names.isEmpty())
        return {nobody, Appearance::Unknown, {}};
    return {names.join(QStringLiteral(", ")), names.size() == 1 ? Appearance::Master : Appearance::Conflict, {}};
}

OwnerCard::Answer OwnerCard::engines(const fleet::InstanceView &instance) const
{
    QStringList masters;
    for (const auto &[node, state] : instance.states)
        if (state == model::VrrpState::Master)
            masters << QString::fromStdString(node);
    return answerOf(masters, allKnown(instance) ? tr("no MASTER") : tr("not known"));
}

OwnerCard::Answer OwnerCard::kernels(const fleet::InstanceView &instance) const
{
    QStringList owners;
    for (const std::string &owner : instance.vipOwner)
        owners << QString::fromStdString(owner);
    return answerOf(owners, allKnown(instance) ? tr("nobody") : tr("not known"));
}

OwnerCard::Answer OwnerCard::priorities(const fleet::InstanceView &instance) const
{
    int highest = 0;
    QStringList names;
    for (const auto &[node, priority] : instance.effectivePriority) {
        if (!priority || *priority < highest || *priority == 0)
            continue;
        if (*priority > highest)
            names.clear();
        highest = *priority;
        names << QString::fromStdString(node);
    }
    Answer answer = answerOf(names, tr("not known"));
    if (highest > 0)
        answer.note = tr("priority %1").arg(highest);
    return answer;
}

OwnerCard::Answer OwnerCard::maxscales(const fleet::ClusterStatus &status) const
{
    QStringList active;
    bool known = true;
    for (const model::NodeStatus &node : status.nodes)
        if (node.reachable && node.maxscale.reachable && node.maxscale.passive && !*node.maxscale.passive)
            active << QString::fromStdString(node.name);
    for (const model::NodeStatus &node : status.nodes)
        known = known && node.reachable && node.maxscale.passive;
    Answer answer = answerOf(active, known ? tr("none") : tr("not known"));
    if (active.size() == 1)
        answer.look = Appearance::Active;
    return answer;
}

/// Of the instance's VIPs the one that is worth a look most.
std::optional<fleet::VipView> OwnerCard::worstView(const fleet::InstanceView &instance) const
{
    using Agreement = fleet::VipView::Agreement;
    static constexpr std::array worstLast{Agreement::Agrees, Agreement::Unasked, Agreement::Unclear,
                                          Agreement::Unreachable, Agreement::Disagrees};
    const auto rank = [](const fleet::VipView &view) { return std::ranges::find(worstLast, view.agreement); };
    std::optional<fleet::VipView> worst;
    for (const fleet::VipView &view : m_source.vipViews())
        if (std::ranges::find(instance.vips, view.vip, addressOf) != instance.vips.end() &&
            (!worst || rank(view) > rank(*worst)))
            worst = view;
    return worst;
}

OwnerCard::Answer OwnerCard::fromHere(const fleet::VipView &view) const
{
    using Agreement = fleet::VipView::Agreement;
    const QString who = QString::fromStdString(view.who);
    const QString took = Format::duration(view.latency.count());
    switch (view.agreement) {
    case Agreement::Unasked: return {tr("not asked yet"), Appearance::Unknown, {}};
    case Agreement::Agrees: return {who, Appearance::Master, took};
    case Agreement::Disagrees: return {who, Appearance::Conflict, tr("not the owner")};
    case Agreement::Unclear: return {who.isEmpty() ? tr("somebody") : who, Appearance::Unknown, took};
    case Agreement::Unreachable: return {tr("nobody"), Appearance::Unknown, tr("not reached")};
    }
    return {};
}

void OwnerCard::addRow(const QString &question, const Answer &answer)
{
    auto *glyph = new StateGlyph(m_theme, nullptr, 13);
    glyph->setAppearance(answer.look, answer.who);
    m_grid->setRowMinimumHeight(m_row, 34);
    m_grid->addWidget(label(question, "dim"), m_row, 0);
    m_grid->addWidget(glyph, m_row, 1);
    m_grid->addWidget(label(answer.who, ""), m_row, 2);
    if (!answer.note.isEmpty())
        m_grid->addWidget(label(answer.note, "caption"), m_row, 3, Qt::AlignRight | Qt::AlignVCenter);
    ++m_row;
}

void OwnerCard::refresh()
{
    const fleet::ClusterStatus status = m_source.status();
    std::vector<std::pair<QString, Answer>> rows;
    for (const fleet::InstanceView &instance : status.instances) {
        const bool single = status.instances.size() == 1;
        const QString of = single ? QString() : QString::fromStdString(instance.name) + QStringLiteral(": ");
        rows.emplace_back(of + tr("Engines say"), engines(instance));
        rows.emplace_back(of + tr("Kernel holds"), kernels(instance));
        if (const auto view = worstView(instance))
            rows.emplace_back(of + tr("Answers here"), fromHere(*view));
        if (single)
            rows.emplace_back(tr("Should own it"), priorities(instance));
    }
    if (m_source.cluster().maxscale && m_source.cluster().maxscale->mode != config::Mode::None)
        rows.emplace_back(tr("Active MaxScale"), maxscales(status));
    m_title->setText(status.instances.size() == 1 ? tr("Who owns %1").arg(vipsOf(status.instances.front()))
                                                  : tr("Who owns the VIPs"));
    QString saying;
    for (const auto &[question, answer] : rows)
        saying +=
            question + answer.who + answer.note + QString::number(static_cast<int>(answer.look)) + QLatin1Char('\n');
    if (saying == m_shown)
        return;
    m_shown = saying;
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_row = 0;
    for (const auto &[question, answer] : rows)
        addRow(question, answer);
}

} // namespace tandem::gui
