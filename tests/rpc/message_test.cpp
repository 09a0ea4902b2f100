// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/message.h"

#include <gtest/gtest.h>

using namespace tandem;
using namespace tandem::rpc;

namespace {

template <class T>
T parsedAs(const QByteArray &line)
{
    const auto message = parseMessage(line);
    if (!message) {
        ADD_FAILURE() << message.error().error.error.text;
        return T{};
    }
    return std::get<T>(*message);
}

BadLine refused(const QByteArray &line)
{
    const auto message = parseMessage(line);
    if (message) {
        ADD_FAILURE() << "was taken: " << line.toStdString();
        return {};
    }
    return message.error();
}

} // namespace

TEST(Message, RequestComesBackAsItWas)
{
    const QByteArray line = toLine(Request{7, "events", {{"since", qint64{9007199254740993}}}});
    EXPECT_TRUE(line.endsWith('\n'));
    EXPECT_EQ(line.count('\n'), 1);
    const auto request = parsedAs<Request>(line);
    EXPECT_EQ(request.id, QJsonValue(7));
    EXPECT_EQ(request.method, "events");
    EXPECT_EQ(request.params.value("since").toInteger(), 9007199254740993) << "whole numbers keep their last digit";
}

TEST(Message, NotificationHasNoId)
{
    const auto note = parsedAs<Notification>(toLine(Notification{"status", {{"name", "maxscale1"}}}));
    EXPECT_EQ(note.method, "status");
    EXPECT_EQ(note.params.value("name"), "maxscale1");
    EXPECT_TRUE(parsedAs<Notification>(R"({"jsonrpc":"2.0","method":"status"})").params.isEmpty());
}

TEST(Message, ErrorKeepsCodePlaceTextAndFix)
{
    const Error error{ErrorCode::NotAllowed, "10.77.0.1:8732", "a viewer may not do that", "ask an operator"};
    const auto response = parsedAs<Response>(toLine(Response{"a", tl::unexpected(rpcErrorOf(error))}));
    ASSERT_FALSE(response.outcome);
    EXPECT_EQ(response.id, QJsonValue("a"));
    EXPECT_EQ(response.outcome.error().number, -32004);
    EXPECT_EQ(response.outcome.error().error, error);
}

TEST(Message, EveryErrorCodeHasAName)
{
    for (int i = 0; i <= static_cast<int>(ErrorCode::System); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        EXPECT_EQ(errorCodeOf(nameOf(code)), code);
    }
    EXPECT_FALSE(errorCodeOf("no such"));
}

TEST(Message, AnErrorThatIsNotTandemsKeepsItsMessage)
{
    const auto response =
        parsedAs<Response>(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}})");
    ASSERT_FALSE(response.outcome);
    EXPECT_EQ(response.outcome.error().number, methodNotFound);
    EXPECT_EQ(response.outcome.error().error.text, "Method not found");
}

TEST(Message, BytesThatAreNoJsonAreAParseError)
{
    for (const char *line : {"", "{", "GET / HTTP/1.1", "{\"jsonrpc\":\"2.0\",\"method\":\"\xff\"}", "{}{}"})
        EXPECT_EQ(refused(line).error.number, parseError) << line;
    EXPECT_EQ(refused(QByteArray(100000, '[')).error.number, parseError) << "nesting is bounded";
}

TEST(Message, JsonThatIsNoMessageIsAnInvalidRequest)
{
    for (const char *line :
         {"[]", R"({"method":"status"})", R"({"jsonrpc":"1.0","method":"status"})", R"({"jsonrpc":"2.0"})",
          R"({"jsonrpc":"2.0","method":5})", R"({"jsonrpc":"2.0","method":""})",
          R"({"jsonrpc":"2.0","id":1,"result":{},"error":{}})", R"({"jsonrpc":"2.0","id":1,"result":5})",
          R"({"jsonrpc":"2.0","result":{}})", R"({"jsonrpc":"2.0","id":{},"method":"a"})",
          R"({"jsonrpc":"2.0","id":1.5,"method":"a"})", R"({"jsonrpc":"2.0","id":null,"method":"a"})"})
        EXPECT_EQ(refused(line).error.number, invalidRequest) << line;
}

TEST(Message, ARefusedRequestKeepsItsIdForTheAnswer)
{
    const auto bad = refused(R"({"jsonrpc":"2.0","id":"q","method":"a","params":[1]})");
    EXPECT_EQ(bad.id, QJsonValue("q"));
    EXPECT_EQ(bad.error.number, invalidParams);
}

TEST(Message, AnErrorWithoutAnIdIsTakenAResultIsNot)
{
    const auto response = parsedAs<Response>(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"x"}})");
    EXPECT_TRUE(response.id.isNull());
    EXPECT_EQ(refused(R"({"jsonrpc":"2.0","id":null,"result":{}})").error.number, invalidRequest);
}
