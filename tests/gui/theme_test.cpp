// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/barpainter.h"
#include "gui/stateglyph.h"
#include "gui/tabulartext.h"
#include "gui/theme.h"

#include <QFile>
#include <QImage>
#include <QPainter>
#include <QRegularExpression>
#include <gmock/gmock.h>
#include <set>

namespace tandem::gui {
namespace {

constexpr std::array<Appearance, 9> appearances{Appearance::Unknown, Appearance::Backup,   Appearance::Master,
                                                Appearance::Fault,   Appearance::Active,   Appearance::Passive,
                                                Appearance::Other,   Appearance::Conflict, Appearance::Action};

class Look : public testing::TestWithParam<Scheme>
{
protected:
    QFont m_font{QStringLiteral("Sans Serif")};
    Theme m_theme{GetParam(), m_font};
    QColor color(Token token) const { return m_theme.color(token); }
};

TEST_P(Look, WordsOnBarsCanBeRead)
{
    for (const Appearance appearance : appearances) {
        const barpainter::Ink ink = barpainter::inkOf(appearance, m_theme);
        EXPECT_GE(contrast(ink.word, ink.plate), 4.5) << static_cast<int>(appearance);
    }
}

TEST_P(Look, TextCanBeReadOnEverySurface)
{
    for (const Token surface : {Token::Window, Token::Surface, Token::Shade})
        for (const Token text : {Token::Text, Token::TextDim, Token::Accent, Token::FaultText, Token::ActiveText})
            EXPECT_GE(contrast(color(text), color(surface)), 4.5)
                << nameOf(text).toStdString() << " on " << nameOf(surface).toStdString();
    EXPECT_GE(contrast(color(Token::OnRail), color(Token::Rail)), 4.5);
    EXPECT_GE(contrast(color(Token::OnAccent), color(Token::Accent)), 4.5);
    EXPECT_GE(contrast(color(Token::Alarm), color(Token::AlarmSoft)), 4.5);
    EXPECT_GE(contrast(color(Token::Warning), color(Token::WarningSoft)), 4.5);
    EXPECT_GE(contrast(color(Token::Text), color(Token::AccentSoft)), 4.5);
}

TEST_P(Look, LinesAndShapesStandOutFromTheirSurface)
{
    for (int i = 0; i < 6; ++i)
        EXPECT_GE(contrast(m_theme.series(i), color(Token::Surface)), 3.0) << i;
    for (const Appearance appearance : appearances)
        EXPECT_GE(contrast(stateglyph::colorOf(appearance, m_theme), color(Token::Surface)), 3.0)
            << static_cast<int>(appearance);
}

TEST_P(Look, TheStyleSheetHasNoNameLeftUnresolved)
{
    const QString sheet = m_theme.styleSheet();
    EXPECT_GT(sheet.size(), 1000);
    EXPECT_FALSE(sheet.contains(QLatin1Char('@')));
}

TEST_P(Look, EveryStateHasAShapeOfItsOwn)
{
    // Painted without their colours, MASTER, BACKUP, FAULT, unknown, active, passive and action still differ.
    std::set<QByteArray> shapes;
    for (const Appearance appearance : {Appearance::Unknown, Appearance::Backup, Appearance::Master, Appearance::Fault,
                                        Appearance::Active, Appearance::Passive, Appearance::Action}) {
        QImage image(32, 32, QImage::Format_ARGB32);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        stateglyph::paint(painter, QRectF(4, 4, 24, 24), appearance, m_theme);
        painter.end();
        const QImage shape = image.convertToFormat(QImage::Format_Alpha8);
        shapes.insert(QByteArray(reinterpret_cast<const char *>(shape.constBits()), shape.sizeInBytes()));
    }
    EXPECT_EQ(shapes.size(), 7U);
}

INSTANTIATE_TEST_SUITE_P(Schemes, Look, testing::Values(Scheme::Light, Scheme::Dark),
                         [](const auto &scheme) { return scheme.param == Scheme::Dark ? "Dark" : "Light"; });

TEST(Tokens, AreRefusedWithTheNameOfWhatIsMissing)
{
    const auto noJson = readTokens("{", Scheme::Light);
    ASSERT_FALSE(noJson);
    EXPECT_EQ(noJson.error().code, ErrorCode::BadFile);
    const auto missing = readTokens(R"({"dark":{"window":"#000000"}})", Scheme::Dark);
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().text, testing::HasSubstr("surface"));
    EXPECT_FALSE(readTokens(R"({"dark":{"window":"blackish"}})", Scheme::Dark));
}

TEST(Theme, FollowsTheDesktopsLightness)
{
    QPalette palette;
    palette.setColor(QPalette::Window, Qt::white);
    EXPECT_EQ(desktopScheme(palette), Scheme::Light);
    palette.setColor(QPalette::Window, QColor(0x20, 0x22, 0x28));
    EXPECT_EQ(desktopScheme(palette), Scheme::Dark);
}

TEST(Theme, KeepsTheDesktopsOwnFont)
{
    EXPECT_EQ(desktopFont(QFont("DejaVu Serif")).family(), "DejaVu Serif");
    EXPECT_NE(desktopFont(QFont("Sans Serif")).family(), "Sans Serif");
}

TEST(Theme, TellsWhenItChanges)
{
    Theme theme(Scheme::Light, QFont());
    int changes = 0;
    QObject::connect(&theme, &Theme::changed, [&changes] { ++changes; });
    theme.setScheme(Scheme::Light);
    EXPECT_EQ(changes, 0);
    theme.setScheme(Scheme::Dark);
    EXPECT_EQ(changes, 1);
    EXPECT_LT(theme.color(Token::Window).lightness(), 60);
}

TEST(Tabular, AllDigitsHaveTheSameWidth)
{
    QFont font(QStringLiteral("Inter"));
    font.setPointSizeF(9.75);
    EXPECT_DOUBLE_EQ(tabular::width(font, "11:11:11.111"), tabular::width(font, "00:48:26.930"));
}

/// Colours are named in one file. (Qt::transparent is none; a white for alpha masks would be.)
TEST(Sources, NameNoColour)
{
    const QRegularExpression color(
        QStringLiteral(R"(#[0-9A-Fa-f]{6}\b|Qt::(white|black|red|green|blue|gray|yellow)\b|QColor\(\d)"));
    for (const char *name : {"mainwindow", "stateglyph", "barpainter", "railbutton", "timeline/timelinepainter",
                             "timeline/chainview", "timeline/outagebar", "charts/healthchart", "charts/chartlegend",
                             "events/eventtable", "overview/recentstates", "overview/servertable", "skeleton"}) {
        QFile file(QStringLiteral(TANDEM_SOURCE_DIR "/src/gui/%1.cpp").arg(QLatin1String(name)));
        ASSERT_TRUE(file.open(QIODevice::ReadOnly)) << name;
        EXPECT_FALSE(color.match(QString::fromUtf8(file.readAll())).hasMatch()) << name;
    }
}

} // namespace
} // namespace tandem::gui
