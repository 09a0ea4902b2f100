// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/charts/chartlegend.h"

#include <QImage>
#include <gtest/gtest.h>

namespace tandem::gui {
namespace {

class ChartLegendTest : public testing::Test
{
protected:
    ChartLegendTest() { m_legend.setEntries({{"maxscale1", "0.90 ms"}, {"maxscale2", "1.5 ms"}}); }
    QImage drawnAt(int width)
    {
        m_legend.resize(width, 20);
        QImage image(width, 20, QImage::Format_RGB32);
        image.fill(Qt::white);
        m_legend.render(&image);
        return image;
    }
    static QImage rightEnd(const QImage &image) { return image.copy(image.width() - 40, 0, 40, 20); }

    QFont m_font{QStringLiteral("Sans Serif")};
    Theme m_theme{Scheme::Light, m_font};
    ChartLegend m_legend{m_theme};
};

TEST_F(ChartLegendTest, WhatIsReadStaysWholeWhereTheRoomIsShort)
{
    const int whole = m_legend.sizeHint().width();
    const QImage wide = rightEnd(drawnAt(whole + 100));
    for (const int missing : {10, 20, 60, 100})
        EXPECT_EQ(rightEnd(drawnAt(whole - missing)), wide) << missing << " pixels are missing";
}

TEST_F(ChartLegendTest, AShortenedNameIsStillSpokenWhole)
{
    drawnAt(m_legend.sizeHint().width() - 60);
    EXPECT_EQ(m_legend.accessibleName(), QStringLiteral("maxscale1 0.90 ms, maxscale2 1.5 ms"));
}

} // namespace
} // namespace tandem::gui
