// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/charts/decimate.h"
#include "gui/clustersource.h"
#include "gui/theme.h"

#include <QFrame>
#include <optional>

class QLabel;

namespace tandem::gui {

class ChartLegend;
class HealthChart;

/// A chart with its title and legend on a card. The same on the overview and on the charts page.
class ChartCard : public QFrame
{
    Q_OBJECT

public:
    ChartCard(const ClusterSource &source, const Theme &theme, Quantity quantity, QWidget *parent = nullptr);

    HealthChart *chart() const { return m_chart; }
    void setRange(std::int64_t beginNs, std::int64_t endNs);
    void refresh();
    void setCursor(std::optional<std::int64_t> ns);

signals:
    void cursorMoved(std::optional<std::int64_t> ns);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    static QString titleOf(Quantity quantity);
    static QString unitOf(Quantity quantity);
    void updateLegend();

    const ClusterSource &m_source;
    HealthChart *m_chart;
    ChartLegend *m_legend;
    QLabel *m_unit;
};

} // namespace tandem::gui
