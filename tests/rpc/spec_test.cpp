// SPDX-License-Identifier: GPL-3.0-or-later
// SPEC.md is what others build against: it must say what the table says.
#include "rpc/framing.h"
#include "rpc/message.h"
#include "rpc/methods.h"

#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <gtest/gtest.h>

using namespace tandem;
using namespace tandem::rpc;

namespace {

QString specText()
{
    QFile file(TANDEM_SOURCE_DIR "/src/rpc/SPEC.md");
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// First cell without backquotes -> the other cells, of the table under a heading or sentence.
QMap<QString, QStringList> tableAfter(const QString &heading)
{
    QMap<QString, QStringList> rows;
    const QString spec = specText();
    const auto lines = spec.mid(spec.indexOf(heading)).split('\n');
    bool inside = false;
    for (const QString &line : lines) {
        if (!line.startsWith('|')) {
            if (inside)
                break;
            continue;
        }
        inside = true;
        auto cells = line.mid(1, line.size() - 2).split('|');
        for (QString &cell : cells)
            cell = cell.trimmed();
        const QString first = cells.takeFirst().remove('`');
        if (!first.startsWith("--") && cells.first() != "role" && cells.first() != "params" &&
            cells.first() != "data.code")
            rows[first] = cells;
    }
    return rows;
}

} // namespace

TEST(Spec, NamesEveryMethodWithItsRoleAndParams)
{
    const auto rows = tableAfter("## Methods");
    EXPECT_EQ(static_cast<std::size_t>(rows.size()), methods().size());
    for (const Method &method : methods()) {
        const QString name = toQString(method.name);
        ASSERT_TRUE(rows.contains(name)) << method.name << " is not in SPEC.md";
        EXPECT_EQ(rows[name][0], toQString(nameOf(method.role)) + (method.passedOn ? ", agent" : "")) << method.name;
        QStringList params;
        for (const Param &param : method.params)
            params.append("`" + toQString(param.name) + "` " + toQString(nameOf(param.type)) +
                          (param.required ? "" : "?"));
        EXPECT_EQ(rows[name][1].toStdString(), params.join(", ").toStdString()) << method.name;
    }
}

TEST(Spec, NamesEveryNotification)
{
    const auto rows = tableAfter("## Subscriptions");
    EXPECT_EQ(static_cast<std::size_t>(rows.size()), std::size(notifications));
    for (const auto name : notifications)
        EXPECT_TRUE(rows.contains(toQString(name))) << name;
}

TEST(Spec, NamesEveryErrorNumber)
{
    const auto rows = tableAfter("## Errors");
    for (int i = 0; i <= static_cast<int>(ErrorCode::Refused); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        const auto number = QString::number(errorNumberOf(code));
        ASSERT_TRUE(rows.contains(number)) << i;
        EXPECT_EQ(rows[number][0], toQString(nameOf(code)));
    }
    for (const int number : {parseError, invalidRequest, methodNotFound, invalidParams})
        EXPECT_TRUE(rows.contains(QString::number(number))) << number;
}

TEST(Spec, NamesTheProtocolAndTheLimits)
{
    const QString spec = specText();
    EXPECT_TRUE(spec.contains("Protocol " + QString::number(protocol) + "."));
    EXPECT_TRUE(spec.contains("1,048,576 octets"));
    EXPECT_EQ(longestLine, 1'048'576);
    EXPECT_TRUE(spec.contains("`limit` is 1 to " + QString::number(longestPage)));
}
