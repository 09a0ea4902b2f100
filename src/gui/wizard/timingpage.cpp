// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/timingpage.h"

#include "config/failovertimes.h"
#include "gui/wizard/profiles.h"
#include "wizard/ui_timingform.h"

namespace tandem::gui {

namespace {

constexpr int ownRow = static_cast<int>(allProfiles.size());

double secondsOf(Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

Duration durationOf(double seconds)
{
    return std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>(seconds));
}

QString text(Duration duration)
{
    const double seconds = secondsOf(duration);
    return seconds < 1 ? TimingPage::tr("%1 ms").arg(seconds * 1000, 0, 'f', 0)
                       : TimingPage::tr("%1 s").arg(seconds, 0, 'f', 2);
}

} // namespace

TimingPage::TimingPage(ClusterDraft &draft, QWidget *parent)
    : DraftPage(draft, DraftPart::Timing, parent), m_ui(std::make_unique<Ui::TimingForm>())
{
    setTitle(tr("Checks and timing"));
    setSubTitle(tr("The faster a failover is, the more a busy host or network is taken for a dead one."));
    auto *form = new QWidget;
    m_ui->setupUi(form);
    connect(m_ui->profile, &QComboBox::activated, this, &TimingPage::takeProfile);
    for (auto *field : {m_ui->advertInt, m_ui->interval, m_ui->timeout})
        connect(field, &QDoubleSpinBox::valueChanged, this, &TimingPage::write);
    for (auto *field : {m_ui->fall, m_ui->rise})
        connect(field, &QSpinBox::valueChanged, this, &TimingPage::write);
    connect(&draft, &ClusterDraft::changed, this, &TimingPage::showDraft);
    showDraft();
    setForm(form);
}

TimingPage::~TimingPage() = default;

void TimingPage::showDraft()
{
    if (m_showing)
        return;
    m_showing = true;
    const Timing timing = timingOf(draft().cluster());
    const auto profile = profileOf(timing);
    m_ui->profile->setCurrentIndex(profile ? static_cast<int>(*profile) : ownRow);
    m_ui->advertInt->setValue(secondsOf(timing.advertInt));
    m_ui->interval->setValue(secondsOf(timing.interval));
    m_ui->timeout->setValue(secondsOf(timing.timeout));
    m_ui->fall->setValue(timing.fall);
    m_ui->rise->setValue(timing.rise);
    m_showing = false;
    showTimes();
}

void TimingPage::takeProfile(int row)
{
    if (row >= ownRow)
        return;
    draft().edit(
        [row](config::Cluster &cluster) { setTiming(cluster, timingOf(allProfiles[static_cast<std::size_t>(row)])); });
}

void TimingPage::write()
{
    if (m_showing)
        return;
    const Timing timing{durationOf(m_ui->advertInt->value()), durationOf(m_ui->interval->value()),
                        durationOf(m_ui->timeout->value()), m_ui->fall->value(), m_ui->rise->value()};
    m_showing = true; // the fields are as they shall be
    draft().edit([&](config::Cluster &cluster) { setTiming(cluster, timing); });
    m_showing = false;
    const auto profile = profileOf(timing);
    m_ui->profile->setCurrentIndex(profile ? static_cast<int>(*profile) : ownRow);
    showTimes();
}

void TimingPage::showTimes()
{
    const auto times = config::failoverTimesOf(draft().cluster());
    const QString none = QStringLiteral("–");
    m_ui->ended->setText(times ? text(times->leftInOrder) : none);
    m_ui->frozen->setText(times && times->frozen ? text(*times->frozen) : none);
    m_ui->lost->setText(times ? text(times->hostLost) : none);
    if (!times)
        m_ui->overlap->setText(none);
    else if (times->overlap == Duration{})
        m_ui->overlap->setText(tr("never"));
    else
        m_ui->overlap->setText(times->fenced ? tr("%1 without the kernel's fence").arg(text(times->overlap))
                                             : tr("up to %1").arg(text(times->overlap)));
}

} // namespace tandem::gui
