// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/rollout/filedesk.h"

#include "base/clock.h"
#include "preflight/digest.h"

#include <QFile>
#include <QJsonArray>
#include <QSaveFile>
#include <utility>

namespace tandem::agent {

namespace {

using Kind = FileRequest::Kind;

QString text(const std::string &from)
{
    return QString::fromStdString(from);
}

std::string codeOf(Kind kind)
{
    switch (kind) {
    case Kind::Offer: return "file-offer";
    case Kind::Try: return "file-try";
    case Kind::Keep: return "file-keep";
    case Kind::TakeBack: break;
    }
    return "file-take-back";
}

std::string wordsOf(const FileRequest &request)
{
    const std::string file =
        "cluster file " +
        (request.kind == Kind::Offer ? preflight::digestOf(request.text) : request.digest).substr(0, 12);
    switch (request.kind) {
    case Kind::Offer: return "offer of " + file;
    case Kind::Try: return "trial of " + file + " for " + std::to_string(request.seconds) + " s";
    case Kind::Keep: return "keeping " + file;
    case Kind::TakeBack: break;
    }
    return "taking back " + file;
}

model::Event eventOf(const FileRequest &request, const std::string &node, const Result<void> &outcome)
{
    model::Event event;
    event.timeNs = wallClockNs();
    event.kind = model::EventKind::Action;
    event.to = codeOf(request.kind);
    event.reason = wordsOf(request) + ", asked for by " + request.askedBy;
    if (!outcome)
        event.reason += ": refused: " + outcome.error().text;
    event.cause = {model::CauseType::Command,
                   {{"action", event.to},
                    {"node", node},
                    {"asked_by", request.askedBy},
                    {"outcome", outcome ? "done" : "refused"}}};
    return event;
}

channel::FileOrder orderOf(const FileRequest &request, std::uint64_t id)
{
    using Order = channel::FileOrder::Kind;
    constexpr std::array kinds{Order::Check, Order::Try, Order::Keep, Order::TakeBack};
    return {id, kinds.at(static_cast<std::size_t>(request.kind)), static_cast<std::uint32_t>(request.seconds),
            static_cast<std::uint32_t>(request.holdSeconds)};
}

} // namespace

FileDesk::FileDesk(Surroundings surroundings, QObject *parent) : QObject(parent), m_around(std::move(surroundings))
{
    m_late.setSingleShot(true);
    connect(&m_late, &QTimer::timeout, this,
            [this] { finish(fail(ErrorCode::NotReachable, "tandemd", "it did not answer in time", "see its log")); });
}

QJsonObject FileDesk::tell() const
{
    const std::int64_t until = m_around.trialUntilNs();
    return {{"digest", text(m_around.digest)},
            {"text", text(m_around.text)},
            {"trial_until_ns", until == 0 ? QJsonValue() : QJsonValue(static_cast<qint64>(until))}};
}

void FileDesk::carryOut(const FileRequest &request, ActionReply reply)
{
    if (m_reply)
        return reply(fail(ErrorCode::Refused, {}, "another request about a cluster file is under way", "try again"));
    m_request = request;
    m_reply = std::move(reply);
    if (const auto prepared = prepare(request); !prepared)
        return finish(prepared);
    if (!m_around.send(orderOf(request, ++m_lastId)))
        return finish(
            fail(ErrorCode::Refused, {}, "tandemd does not run here", "start it: it is the one to take a file"));
    m_late.start(answerWithin);
}

/// What can be said, and done, without tandemd.
Result<void> FileDesk::prepare(const FileRequest &request)
{
    if (request.kind != Kind::Offer) {
        const std::string &meant = request.kind == Kind::Try ? m_offered : m_around.digest;
        if (request.digest != meant)
            return fail(ErrorCode::Refused, {},
                        request.kind == Kind::Try ? "this is not the file that was offered last"
                                                  : "this is not the file that is in force here",
                        "somebody else may be at work; look at the status");
        if (request.kind == Kind::Try && (request.seconds < 1 || request.seconds > longestTrial ||
                                          request.holdSeconds < 0 || request.holdSeconds > longestHold))
            return fail(ErrorCode::Usage, {}, "a trial lasts 1 to 3600 seconds, and holds for 0 to 60");
        return {};
    }
    if (request.text.size() > longestOffer)
        return fail(ErrorCode::Refused, {}, "the file is longer than 512 KiB", "copy it to the hosts by hand");
    if (request.was != m_around.digest)
        return fail(ErrorCode::Refused, {}, "the cluster file here is another one than was taken for granted",
                    "compare it with the other hosts', and begin again");
    if (const auto errors = m_around.check(request.text); !errors.empty())
        return Failure(errors.front());
    return lay(request.text);
}

/// Whole or not at all; for the group, which is tandemd's too.
Result<void> FileDesk::lay(const std::string &content) const
{
    QSaveFile file(text(m_around.runDir + "/offered.toml"));
    const bool done =
        file.open(QIODevice::WriteOnly) &&
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup) &&
        file.write(content.data(), static_cast<qint64>(content.size())) == static_cast<qint64>(content.size()) &&
        file.commit();
    if (!done)
        return fail(ErrorCode::System, file.fileName().toStdString(), file.errorString().toStdString());
    return {};
}

void FileDesk::take(const channel::FileAnswer &answer)
{
    if (!m_reply || answer.id != m_lastId)
        return;
    finish(answer.refusal ? Result<void>(Failure(*answer.refusal)) : Result<void>(), answer.breaks);
}

void FileDesk::finish(const Result<void> &outcome, const std::vector<std::string> &breaks)
{
    m_late.stop();
    const auto reply = std::exchange(m_reply, {});
    if (m_request.kind == Kind::Offer)
        m_offered = outcome ? preflight::digestOf(m_request.text) : std::string();
    m_around.record(eventOf(m_request, m_around.node, outcome));
    QJsonArray names;
    for (const std::string &name : breaks)
        names.append(text(name));
    QJsonObject done{{"done", true},
                     {"node", text(m_around.node)},
                     {"digest", text(m_request.kind == Kind::Offer ? m_offered : m_request.digest)}};
    if (m_request.kind == Kind::Offer)
        done.insert("breaks", names);
    reply(outcome ? Result<QJsonObject>(done) : Failure(outcome.error()));
    emit settled();
}

} // namespace tandem::agent
