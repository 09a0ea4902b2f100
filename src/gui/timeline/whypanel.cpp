// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/timeline/whypanel.h"

#include "gui/eventtext.h"
#include "gui/format.h"
#include "gui/restyle.h"
#include "gui/timeline/chainview.h"
#include "gui/timeline/outagebar.h"
#include "timeline/ui_whypanel.h"

namespace tandem::gui {

namespace {

const char *toneOf(Appearance appearance)
{
    switch (appearance) {
    case Appearance::Fault:
    case Appearance::Conflict: return "fault";
    case Appearance::Master: return "master";
    case Appearance::Active: return "active";
    default: return "";
    }
}

} // namespace

WhyPanel::WhyPanel(const Theme &theme, QWidget *parent)
    : QFrame(parent), m_ui(std::make_unique<Ui::WhyPanel>()), m_chain(new ChainView(theme)), m_bar(new OutageBar(theme))
{
    m_ui->setupUi(this);
    m_ui->scroll->setWidget(m_chain);
    m_ui->column->addWidget(m_bar);
    connect(m_chain, &ChainView::eventChosen, this, &WhyPanel::eventChosen);
    setAccessibleName(tr("Why"));
}

WhyPanel::~WhyPanel() = default;

void WhyPanel::explain(const std::vector<model::Event> &events, int index, const CauseChain &chain,
                       std::optional<std::int64_t> clockErrorNs)
{
    const bool chosen = index >= 0 && index < static_cast<int>(events.size());
    m_ui->hint->setVisible(!chosen);
    for (QWidget *widget : {static_cast<QWidget *>(m_ui->subject), static_cast<QWidget *>(m_ui->change),
                            static_cast<QWidget *>(m_ui->reason), static_cast<QWidget *>(m_ui->details)})
        widget->setVisible(chosen);
    if (!chosen) {
        m_chain->setStory(events, {}, -1);
        showOutage(std::nullopt, clockErrorNs);
        return;
    }
    const model::Event &event = events[static_cast<std::size_t>(index)];
    QStringList subject{QString::fromStdString(event.node)};
    if (!event.instance.empty())
        subject << QString::fromStdString(event.instance);
    else
        subject << EventText::kind(event.kind);
    m_ui->subject->setText(subject.join(QStringLiteral(" · ")));
    m_ui->change->setText(tr("%1 at %2").arg(EventText::change(event), Format::time(event.timeNs)));
    restyle(m_ui->change, "tone", toneOf(appearanceOf(event)));
    m_ui->reason->setText(QString::fromStdString(event.reason));
    m_ui->reason->setVisible(!event.reason.empty());
    m_ui->details->setText(EventText::cause(event));
    const std::vector<int> story = chain.storyOf(index);
    m_chain->setStory(events, story, index);
    showOutage(outageOf(events, story), clockErrorNs);
}

void WhyPanel::showOutage(const std::optional<Outage> &outage, std::optional<std::int64_t> clockErrorNs)
{
    for (QWidget *widget : {static_cast<QWidget *>(m_ui->rule), static_cast<QWidget *>(m_ui->outageCaption),
                            static_cast<QWidget *>(m_ui->outageLength), static_cast<QWidget *>(m_bar)})
        widget->setVisible(outage.has_value());
    if (!outage)
        return;
    m_ui->outageCaption->setText(clockErrorNs
                                     ? tr("Failover by the nodes' clocks, %1").arg(Format::error(*clockErrorNs))
                                     : tr("Failover by the nodes' clocks"));
    m_ui->outageLength->setText(Format::duration(outage->lengthNs()));
    m_bar->setOutage(*outage);
}

} // namespace tandem::gui
