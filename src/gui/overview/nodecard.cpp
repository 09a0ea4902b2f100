// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/overview/nodecard.h"

#include "gui/actions/nodeactions.h"
#include "gui/eventtext.h"
#include "gui/format.h"
#include "gui/overview/servertable.h"
#include "gui/restyle.h"
#include "gui/skeleton.h"
#include "gui/stateglyph.h"
#include "overview/ui_nodecard.h"

namespace tandem::gui {

namespace {

QString str(const std::string &text)
{
    return QString::fromStdString(text);
}

QString toneOf(Appearance look)
{
    switch (look) {
    case Appearance::Master: return QStringLiteral("master");
    case Appearance::Fault:
    case Appearance::Conflict: return QStringLiteral("fault");
    default: return QStringLiteral("dim");
    }
}

/// The state that says most about a node with several instances.
model::VrrpState chief(const std::vector<model::InstanceStatus> &instances)
{
    model::VrrpState state = model::VrrpState::Unknown;
    for (const model::InstanceStatus &instance : instances) // the enumerators stand in this order
        state = std::max(state, instance.state);
    return state;
}

} // namespace

NodeCard::NodeCard(const ClusterSource &source, const ActionDesk &desk, int nodeIndex, const Theme &theme,
                   QWidget *parent)
    : QFrame(parent), m_source(source), m_index(nodeIndex), m_ui(std::make_unique<Ui::NodeCard>()),
      m_glyph(new StateGlyph(theme, nullptr, 17)), m_servers(new ServerTable(theme)),
      m_skeleton(new Skeleton(theme, 4)), m_orderGlyph(new StateGlyph(theme, nullptr, 16)),
      m_actions(new NodeActions(source, desk, nodeIndex))
{
    m_ui->setupUi(this);
    m_ui->head->insertWidget(0, m_glyph);
    m_ui->ordersRow->insertWidget(0, m_orderGlyph, 0, Qt::AlignTop);
    m_ui->column->addWidget(m_actions);
    connect(m_actions, &NodeActions::asked, this, &NodeCard::actionAsked);
    m_ui->serverColumn->insertWidget(0, m_servers);
    m_ui->serverColumn->insertWidget(0, m_skeleton);
    m_ui->name->setText(str(source.cluster().nodes[static_cast<std::size_t>(nodeIndex)].name));
    setAccessibleName(m_ui->name->text());
    refresh();
}

NodeCard::~NodeCard() = default;

void NodeCard::refresh()
{
    const model::NodeStatus &node = m_source.nodes()[static_cast<std::size_t>(m_index)];
    const fleet::Link &link = m_source.link(m_index);
    const bool reached = m_source.isReached(m_index);
    const bool everHeard = reached || link.lastHeardNs > 0;
    showState(node, reached);
    showOrders(node, everHeard);
    m_actions->refresh();
    m_ui->note->setVisible(!reached);
    if (!reached)
        showNote(link, everHeard);
    for (QWidget *widget : {static_cast<QWidget *>(m_ui->facts), static_cast<QWidget *>(m_ui->rule2),
                            static_cast<QWidget *>(m_ui->footer), static_cast<QWidget *>(m_servers)})
        widget->setVisible(everHeard);
    m_ui->noServers->hide();
    m_skeleton->setVisible(!everHeard && link.state == fleet::Link::State::Connecting);
    if (!everHeard)
        return;
    showFacts(node, reached);
    showMaxScale(node.maxscale, reached);
    showFooter(node);
}

void NodeCard::showState(const model::NodeStatus &node, bool reached)
{
    const model::VrrpState state = reached ? chief(node.instances) : model::VrrpState::Unknown;
    const Appearance look = appearanceOf(state);
    QStringList words;
    if (!reached) {
        const bool connecting = m_source.link(m_index).state == fleet::Link::State::Connecting;
        words << (connecting ? tr("connecting") : tr("out of reach"));
    } else if (node.engineState != model::EngineState::Running) {
        words << (node.engineState == model::EngineState::Stopped ? tr("engine stopped") : tr("engine unknown"));
    } else if (node.instances.size() == 1) {
        words << str(std::string(model::nameOf(state)));
        if (node.instances.front().effectivePriority)
            words << tr("priority %1").arg(*node.instances.front().effectivePriority);
    } else {
        for (const model::InstanceStatus &instance : node.instances)
            words << str(instance.name + " " + std::string(model::nameOf(instance.state)));
    }
    m_ui->state->setText(words.join(QStringLiteral(" · ")));
    restyle(m_ui->state, "tone", toneOf(look));
    m_glyph->setAppearance(look, words.value(0));
}

/// What people have ordered and what lasts until they end it. Out of reach it is most likely still so.
void NodeCard::showOrders(const model::NodeStatus &node, bool everHeard)
{
    QStringList lines;
    if (node.maintenance)
        lines << tr("In maintenance: it takes a VIP only where no other node can");
    for (const model::InstanceStatus &instance : node.instances) {
        if (!instance.overridePriority)
            continue;
        lines << (node.instances.size() == 1
                      ? tr("Switchover in force: priority %1 until it is ended").arg(*instance.overridePriority)
                      : tr("Switchover of %1 in force: priority %2 until it is ended")
                            .arg(str(instance.name))
                            .arg(*instance.overridePriority));
    }
    constexpr int most = 3;
    if (const auto more = static_cast<int>(lines.size()) - most; more > 0) {
        lines = lines.mid(0, most);
        lines << tr("and %n more", nullptr, more);
    }
    m_ui->orders->setVisible(everHeard && !lines.isEmpty());
    m_ui->ordersText->setText(lines.join(QLatin1Char('\n')));
    m_orderGlyph->setAppearance(Appearance::Action, tr("Ordered"));
}

void NodeCard::showFacts(const model::NodeStatus &node, bool reached)
{
    QStringList held;
    for (const model::InstanceStatus &instance : node.instances)
        for (const std::string &vip : instance.heldVips)
            held << str(vip.substr(0, vip.find('/')));
    m_ui->vip->setText(held.isEmpty() ? QStringLiteral("–")
                       : held.size() <= 2
                           ? held.join(QStringLiteral(", "))
                           : tr("%1 and %n more", nullptr, static_cast<int>(held.size()) - 1).arg(held.front()));
    m_ui->vip->setToolTip(held.join(QLatin1Char('\n')));
    const model::MaxScaleStatus &maxscale = node.maxscale;
    m_ui->sessions->setText(maxscale.sessions ? Format::amount(*maxscale.sessions) : QStringLiteral("–"));
    m_ui->check->setText(maxscale.checkLatencyNs ? Format::duration(*maxscale.checkLatencyNs) : QStringLiteral("–"));
    for (QLabel *label :
         {static_cast<QLabel *>(m_ui->vip), static_cast<QLabel *>(m_ui->sessions), static_cast<QLabel *>(m_ui->check)})
        restyle(label, "tone", reached ? QString() : QStringLiteral("dim"));
}

void NodeCard::showMaxScale(const model::MaxScaleStatus &maxscale, bool reached)
{
    const bool healthy = maxscale.verdict == "ok";
    QString word = tr("unknown");
    QString tone = QStringLiteral("dim");
    if (!maxscale.verdict.empty() && !healthy) {
        word = str(maxscale.verdict);
        tone = maxscale.verdict == "returning" ? QStringLiteral("dim") : QStringLiteral("fault");
    } else if (maxscale.passive) {
        word = *maxscale.passive ? tr("passive") : tr("active");
        tone = *maxscale.passive ? QString() : QStringLiteral("active");
    } else if (healthy) {
        word = tr("ok");
        tone = QStringLiteral("active");
    }
    m_ui->maxscale->setText(word);
    m_ui->maxscale->setToolTip(str(maxscale.evidence));
    restyle(m_ui->maxscale, "tone", reached ? tone : QStringLiteral("dim"));
    m_servers->setServers(maxscale.servers);
    m_servers->setEnabled(reached && maxscale.reachable);
    m_servers->setVisible(!maxscale.servers.empty());
    m_ui->noServers->setVisible(maxscale.servers.empty() || !maxscale.reachable);
    if (!maxscale.evidence.empty() && !healthy)
        m_ui->noServers->setText(str(maxscale.evidence));
    else
        m_ui->noServers->setText(maxscale.reachable ? tr("MaxScale lists no servers.")
                                                    : tr("MaxScale has not answered yet."));
}

void NodeCard::showNote(const fleet::Link &link, bool everHeard)
{
    const config::Node &node = m_source.cluster().nodes[static_cast<std::size_t>(m_index)];
    const QString where =
        QStringLiteral("%1:%2").arg(str(node.address.toString())).arg(m_source.cluster().helper.listen.port);
    if (link.state == fleet::Link::State::Connecting && !link.error) {
        m_ui->noteTitle->setText(tr("Connecting to %1…").arg(where));
        m_ui->noteText->setText(tr("State, VIPs, MaxScale and its servers appear here as soon as the helper answers."));
        return;
    }
    m_ui->noteTitle->setText(everHeard ? tr("The helper has not answered for %1. Below is what was last known.")
                                             .arg(Format::clock(m_source.nowNs() - link.lastHeardNs))
                                       : tr("The helper at %1 does not answer.").arg(where));
    QStringList lines;
    if (link.error) {
        lines << str(link.error->place.empty() ? link.error->text : link.error->place + ": " + link.error->text);
        if (!link.error->fix.empty())
            lines << str(link.error->fix);
    }
    m_ui->noteText->setText(lines.join(QLatin1Char('\n')));
    m_ui->noteText->setVisible(!lines.isEmpty());
}

void NodeCard::showFooter(const model::NodeStatus &node)
{
    QStringList parts;
    if (!node.helperVersion.empty())
        parts << tr("helper %1").arg(str(node.helperVersion));
    if (!node.maxscale.version.empty())
        parts << tr("MaxScale %1").arg(str(node.maxscale.version));
    if (node.engineState == model::EngineState::Running) {
        parts << (node.engineLatenessNs < 10'000 ? tr("engine late < 10 µs")
                                                 : tr("engine late ≤ %1").arg(Format::duration(node.engineLatenessNs)));
        parts << (node.leaseSeconds > 0 ? tr("lease %1 s").arg(node.leaseSeconds) : tr("no lease"));
    }
    m_ui->footer->setText(parts.join(QStringLiteral(" · ")));
}

} // namespace tandem::gui
