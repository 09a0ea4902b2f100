// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes from a peer -> lines -> messages -> values. The first byte says how the stream is cut into pieces.
#include "rpc/framing.h"
#include "rpc/message.h"
#include "rpc/methods.h"
#include "rpc/modeljson.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

using namespace tandem;
using namespace tandem::rpc;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

std::vector<QByteArray> linesOf(const QByteArray &stream, qsizetype piece)
{
    LineReader reader;
    std::vector<QByteArray> lines;
    for (qsizetype at = 0; at < stream.size(); at += piece) {
        reader.feed(QByteArrayView(stream).sliced(at, std::min(piece, stream.size() - at)));
        while (const auto line = reader.next()) {
            require(line->has_value()); // inputs are shorter than the limit
            lines.push_back(**line);
        }
    }
    return lines;
}

template <class T>
void readTwice(const QJsonObject &object, Result<T> (*read)(const QJsonObject &))
{
    const auto value = read(object);
    if (!value) {
        require(value.error().code == ErrorCode::BadMessage && !value.error().text.empty());
        return;
    }
    const auto again = read(toJson(*value));
    require(again && *again == *value);
}

void readParams(const QString &method, const QJsonObject &params)
{
    if (const Method *known = methodNamed(method.toStdString()))
        static_cast<void>(checkParams(*known, params));
    readTwice(params, eventFromJson);
    readTwice(params, healthSampleFromJson);
    readTwice(params, nodeStatusFromJson);
    readTwice(params, alarmFromJson);
}

void handle(const QByteArray &line)
{
    const auto message = parseMessage(line);
    if (!message) {
        const auto &error = message.error().error;
        require(error.number != 0 && !error.error.text.empty());
        return;
    }
    const QByteArray written = toLine(*message);
    require(written.endsWith('\n') && written.count('\n') == 1);
    const auto again = parseMessage(written);
    require(again && toLine(*again) == written);
    if (const auto *request = std::get_if<Request>(&*message))
        readParams(request->method, request->params);
    else if (const auto *note = std::get_if<Notification>(&*message))
        readParams(note->method, note->params);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const qsizetype piece = data[0] + 1;
    const QByteArray stream(reinterpret_cast<const char *>(data) + 1, static_cast<qsizetype>(size) - 1);
    const auto lines = linesOf(stream, piece);
    require(lines == linesOf(stream, stream.size() + 1));
    for (const QByteArray &line : lines)
        handle(line);
    return 0;
}
