// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/clustersource.h"
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

    /// The shortest of the offered windows that holds all samples.
    static std::int64_t windowFor(const ClusterSource &source);

private:
    void addWindows();
    void chooseWindow(std::int64_t ns);
    void slide();
    void updateHeadline();

    const ClusterSource &m_source;
    std::unique_ptr<Ui::ChartsPage> m_ui;
    std::vector<ChartCard *> m_cards;
    std::int64_t m_windowNs = 0;
    bool m_chosen = false;
    QTimer m_slide;
};

} // namespace tandem::gui
