// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QLabel>
#include <QRectF>
#include <QString>

class QPainter;

namespace tandem::gui {

/// Text whose digits all have the same width, so that times and numbers stand in columns and do not tremble while they
/// change. Qt 6.4 cannot ask a font for its tabular figures, so digits are placed one by one.
namespace tabular {

double width(const QFont &font, const QString &text);
/// Draws with the painter's pen and font, on one line.
void draw(QPainter &painter, const QRectF &box, Qt::Alignment alignment, const QString &text);

} // namespace tabular

/// A label of one line that is painted with tabular figures. Styled like any QLabel.
class TabularLabel : public QLabel
{
    Q_OBJECT

public:
    using QLabel::QLabel;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace tandem::gui
