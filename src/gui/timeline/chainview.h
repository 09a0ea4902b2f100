// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/appearance.h"
#include "gui/theme.h"
#include "model/event.h"

#include <QWidget>
#include <vector>

namespace tandem::gui {

/// Events below each other, joined by a line: what led to what. Up and Down choose, Enter selects, a click too.
class ChainView : public QWidget
{
    Q_OBJECT

public:
    ChainView(const Theme &theme, QWidget *parent = nullptr);

    void setStory(const std::vector<model::Event> &events, const std::vector<int> &story, int selected);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {200, 40}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

signals:
    void eventChosen(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    struct Step
    {
        int event = -1;
        QString time;
        QString title;
        QString detail;
        Appearance look = Appearance::Unknown;
    };
    double detailHeight(const Step &step, int width) const;
    double stepHeight(const Step &step, int width) const;
    int stepAt(double y) const;

    const Theme &m_theme;
    std::vector<Step> m_steps;
    int m_selected = -1; ///< event
    int m_focused = 0;   ///< step
};

} // namespace tandem::gui
