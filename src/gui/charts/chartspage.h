// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/clustersource.h"
#include "gui/recentwindow.h"
#include "gui/theme.h"

#include <QTimer>
#include <QWidget>
#include <memory>
#include <vector>

namespace Ui {
class ChartsPage;
}

namespace tandem::gui {

class ChartCard;

/// MaxScale's health over time, all nodes on one clock, one cursor through all charts.
class ChartsPage : public QWidget
{
    Q_OBJECT

public:
    ChartsPage(const ClusterSource &source, const Theme &theme, QWidget *parent = nullptr);
    ~ChartsPage() override;

    /// All samples, at most of the last hour.
    static RecentWindow recent(const ClusterSource &source);

private:
    void addWindows();
    void slide();
    void updateHeadline(const RecentWindow &window);

    const ClusterSource &m_source;
    std::unique_ptr<Ui::ChartsPage> m_ui;
    std::vector<ChartCard *> m_cards;
    std::int64_t m_windowNs = 0; ///< chosen; 0: what is known
    QTimer m_slide;
};

} // namespace tandem::gui
