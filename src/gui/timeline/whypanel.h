// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/theme.h"
#include "gui/timeline/causechain.h"
#include "model/event.h"

#include <QFrame>
#include <memory>
#include <vector>

namespace Ui {
class WhyPanel;
}

namespace tandem::gui {

class ChainView;
class OutageBar;

/// Explains one event: what it was, what led to it and what followed, and where the time went.
class WhyPanel : public QFrame
{
    Q_OBJECT

public:
    WhyPanel(const Theme &theme, QWidget *parent = nullptr);
    ~WhyPanel() override;

    /// index -1: says how to choose an event.
    void explain(const std::vector<model::Event> &events, int index, const CauseChain &chain,
                 std::optional<std::int64_t> clockErrorNs);

signals:
    void eventChosen(int index);

private:
    void showOutage(const std::optional<Outage> &outage, std::optional<std::int64_t> clockErrorNs);

    std::unique_ptr<Ui::WhyPanel> m_ui;
    ChainView *m_chain;
    OutageBar *m_bar;
};

} // namespace tandem::gui
