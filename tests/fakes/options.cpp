// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/options.h"

#include <QCommandLineParser>
#include <map>

namespace tandem::fakes {

namespace {

const std::map<QString, RestAnswer> restAnswers{{"normal", RestAnswer::Normal},
                                                {"html", RestAnswer::Html},
                                                {"half-json", RestAnswer::HalfJson},
                                                {"empty", RestAnswer::Empty},
                                                {"401", RestAnswer::Unauthorized},
                                                {"slow", RestAnswer::Slow},
                                                {"wrong-type", RestAnswer::WrongType},
                                                {"nested", RestAnswer::Nested},
                                                {"many", RestAnswer::Many},
                                                {"bad-utf8", RestAnswer::BadUtf8},
                                                {"redirect", RestAnswer::Redirect},
                                                {"huge", RestAnswer::Huge},
                                                {"endless", RestAnswer::Endless},
                                                {"endless-head", RestAnswer::EndlessHead},
                                                {"drip", RestAnswer::Drip}};

const std::map<QString, Greeting> greetings{{"normal", Greeting::Normal},    {"1040", Greeting::TooManyConnections},
                                            {"1129", Greeting::HostBlocked}, {"1226", Greeting::OtherError},
                                            {"foreign", Greeting::Foreign},  {"malformed", Greeting::Malformed},
                                            {"endless", Greeting::Endless},  {"silent", Greeting::Silent}};

template <class T>
QString wordsOf(const std::map<QString, T> &words)
{
    QStringList known;
    for (const auto &[name, value] : words)
        known << name;
    return known.join(", ");
}

template <class T>
Result<T> oneOf(const std::map<QString, T> &words, const QString &option, const QString &word)
{
    if (const auto found = words.find(word); found != words.end())
        return found->second;
    return fail(ErrorCode::Usage, option.toStdString(),
                QString("\"%1\" is none of %2").arg(word, wordsOf(words)).toStdString());
}

void addOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        "A stand-in for MaxScale: greets on its listeners and answers REST. SIGTERM ends it.");
    parser.addOptions({
        {"rest", "Where REST is served (127.0.0.1:8989).", "address:port"},
        {"listener", "Where clients are greeted (0.0.0.0:4006); may be given more than once.", "address:port"},
        {"node", "The host's name in its answers ($TANDEM_NODE).", "name"},
        {"version-string", "What it greets with (PrimaryMaxScale).", "text"},
        {"state-dir", "Where `passive` is saved.", "directory"},
        {"users", "Lines NAME:PASSWORD:admin|basic instead of admin and monitor.", "file"},
        {"passive", "Starts passive, unless another mode was saved."},
        {"rest-answer", "How REST misbehaves: " + wordsOf(restAnswers) + ".", "kind"},
        {"slow-ms", "How late a slow answer is (5000).", "ms"},
        {"login", "The one user that may log in, and SELECT 1 has a result (anybody, without results).",
         "name:password"},
        {"greeting", "What a client hears: " + wordsOf(greetings) + ".", "kind"},
    });
    parser.addHelpOption();
    parser.addVersionOption();
}

Result<void> readWords(const QCommandLineParser &parser, Options &options)
{
    if (parser.isSet("rest-answer")) {
        const auto answer = oneOf(restAnswers, "--rest-answer", parser.value("rest-answer"));
        if (!answer)
            return Failure(answer.error());
        options.restAnswer = *answer;
    }
    if (parser.isSet("greeting")) {
        const auto greeting = oneOf(greetings, "--greeting", parser.value("greeting"));
        if (!greeting)
            return Failure(greeting.error());
        options.greeting = *greeting;
    }
    if (parser.isSet("slow-ms")) {
        bool number = false;
        options.slowMs = parser.value("slow-ms").toInt(&number);
        if (!number || options.slowMs < 0)
            return fail(ErrorCode::Usage, "--slow-ms", "is not a number of milliseconds");
    }
    return {};
}

Result<void> readAddresses(const QCommandLineParser &parser, Options &options)
{
    if (parser.isSet("rest")) {
        const auto rest = parseHostPort(parser.value("rest"));
        if (!rest)
            return Failure(rest.error());
        options.rest = *rest;
    }
    for (const QString &text : parser.values("listener")) {
        const auto listener = parseHostPort(text);
        if (!listener)
            return Failure(listener.error());
        options.listeners.push_back(*listener);
    }
    if (options.listeners.empty())
        options.listeners.push_back({QHostAddress(QHostAddress::AnyIPv4), 4006});
    return {};
}

} // namespace

Result<HostPort> parseHostPort(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(':');
    bool number = false;
    const std::uint16_t port = text.mid(colon + 1).toUShort(&number);
    const QHostAddress host(text.left(colon));
    if (colon < 1 || !number || host.isNull())
        return fail(ErrorCode::Usage, text.toStdString(), "is not ADDRESS:PORT", "write for example 127.0.0.1:8989");
    return HostPort{host, port};
}

Result<Options> parseOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    Options options;
    if (!parser.parse(arguments))
        return fail(ErrorCode::Usage, {}, parser.errorText().toStdString());
    if (!parser.positionalArguments().isEmpty())
        return fail(ErrorCode::Usage, {}, "unexpected: " + parser.positionalArguments().first().toStdString());
    if (parser.isSet("help"))
        options.print = parser.helpText();
    else if (parser.isSet("version"))
        options.print = "fake-maxscale " TANDEM_VERSION "\n";

    options.node = parser.isSet("node") ? parser.value("node") : qEnvironmentVariable("TANDEM_NODE", "maxscale1");
    if (parser.isSet("version-string"))
        options.versionString = parser.value("version-string");
    options.stateDir = parser.value("state-dir");
    options.usersFile = parser.value("users");
    options.passive = parser.isSet("passive");
    if (auto words = readWords(parser, options); !words)
        return Failure(words.error());
    if (parser.isSet("login")) {
        const QString login = parser.value("login");
        options.login = LoginUser{login.section(':', 0, 0).toUtf8(), login.section(':', 1).toUtf8()};
        if (options.login->name.isEmpty() || !login.contains(':'))
            return fail(ErrorCode::Usage, "--login", "is not NAME:PASSWORD");
    }
    if (auto addresses = readAddresses(parser, options); !addresses)
        return Failure(addresses.error());
    return options;
}

} // namespace tandem::fakes
