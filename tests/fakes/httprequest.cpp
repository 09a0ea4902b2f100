// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/httprequest.h"

#include <QList>
#include <QUrl>

namespace tandem::fakes {

namespace {

constexpr qsizetype longestHead = 16 * 1024;
constexpr qsizetype longestBody = 64 * 1024;

bool readRequestLine(const QByteArray &line, HttpRequest &request)
{
    const QList<QByteArray> words = line.split(' ');
    if (words.size() != 3 || !words[2].startsWith("HTTP/1.") || !words[1].startsWith('/'))
        return false;
    request.method = words[0];
    const QUrl url = QUrl::fromEncoded("http://maxscale" + words[1]);
    request.path = url.path();
    while (request.path.size() > 1 && request.path.endsWith('/'))
        request.path.chop(1);
    request.query = QUrlQuery(url);
    return url.isValid();
}

} // namespace

ParsedRequest parseRequest(const QByteArray &buffer)
{
    ParsedRequest parsed;
    const qsizetype end = buffer.indexOf("\r\n\r\n");
    if (end < 0 || end > longestHead) {
        parsed.state = buffer.size() > longestHead ? RequestState::Bad : RequestState::Incomplete;
        return parsed;
    }
    const QList<QByteArray> lines = buffer.left(end).split('\n');
    if (!readRequestLine(lines[0].trimmed(), parsed.request)) {
        parsed.state = RequestState::Bad;
        return parsed;
    }
    qsizetype bodyLength = 0;
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines[i].indexOf(':');
        const QByteArray name = lines[i].left(colon).trimmed().toLower();
        const QByteArray value = lines[i].mid(colon + 1).trimmed();
        if (name == "authorization")
            parsed.request.authorization = value;
        else if (name == "content-length")
            bodyLength = value.toLongLong();
    }
    if (bodyLength < 0 || bodyLength > longestBody) {
        parsed.state = RequestState::Bad;
        return parsed;
    }
    parsed.length = end + 4 + bodyLength;
    if (buffer.size() < parsed.length)
        return parsed;
    parsed.request.body = buffer.mid(end + 4, bodyLength);
    parsed.state = RequestState::Complete;
    return parsed;
}

} // namespace tandem::fakes
