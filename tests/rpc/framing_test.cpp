// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/framing.h"

#include <QByteArrayList>
#include <algorithm>
#include <chrono>
#include <gtest/gtest.h>

using namespace tandem;
using rpc::LineReader;
using rpc::longestLine;

TEST(LineReader, GivesWholeLinesHoweverTheyArrive)
{
    for (qsizetype piece = 1; piece < 12; ++piece) {
        LineReader reader;
        const QByteArray stream = "one\ntwo\r\n\nthree";
        QByteArrayList lines;
        for (qsizetype at = 0; at < stream.size(); at += piece) {
            reader.feed(QByteArrayView(stream).sliced(at, std::min(piece, stream.size() - at)));
            while (const auto line = reader.next())
                lines.append(line->value());
        }
        EXPECT_EQ(lines, (QByteArrayList{"one", "two", ""})) << "pieces of " << piece;
        EXPECT_EQ(reader.pending(), 5);
    }
}

TEST(LineReader, TakesALineOfExactlyTheLimit)
{
    LineReader reader;
    reader.feed(QByteArray(longestLine, 'x') + "\r");
    EXPECT_FALSE(reader.next()) << "the line break may still come";
    reader.feed("\nnext\n");
    EXPECT_EQ(reader.next()->value().size(), longestLine);
    EXPECT_EQ(reader.next()->value(), "next");
}

TEST(LineReader, RefusesALongerLineAfterTheLinesBeforeIt)
{
    LineReader reader;
    reader.feed("first\n" + QByteArray(longestLine + 1, 'x'));
    EXPECT_EQ(reader.next()->value(), "first");
    const auto line = reader.next();
    ASSERT_TRUE(line.has_value());
    ASSERT_FALSE(line->has_value());
    EXPECT_EQ(line->error().code, ErrorCode::BadMessage);
    reader.feed("\nmore\n");
    EXPECT_FALSE(reader.next()->has_value()) << "it must stay refused";
}

TEST(LineReader, KeepsNothingOfARefusedStream)
{
    LineReader reader;
    reader.feed(QByteArray(longestLine + 2, 'x'));
    reader.next();
    reader.feed(QByteArray(longestLine, 'x'));
    EXPECT_EQ(reader.pending(), 0);
}

TEST(LineReader, TakesTimeInProportionToTheBytes)
{
    // A mebibyte a byte at a time, then a mebibyte of one-byte lines at once: with a scan or a move of the whole buffer
    // for each step this would be 10^12 steps.
    const auto begin = std::chrono::steady_clock::now();
    LineReader reader;
    for (qsizetype i = 0; i < longestLine; ++i) {
        reader.feed("x");
        ASSERT_FALSE(reader.next());
    }
    QByteArray lines;
    for (qsizetype i = 0; i < longestLine / 2; ++i)
        lines += "y\n";
    reader.feed("\n" + lines);
    qsizetype count = 0;
    while (reader.next())
        ++count;
    EXPECT_EQ(count, longestLine / 2 + 1);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}
