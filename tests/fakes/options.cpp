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

const std::map<QString, MonitorIs> monitors{
    {"running", MonitorIs::Running}, {"stopped", MonitorIs::Stopped}, {"stuck", MonitorIs::Stuck}};

const std::map<QString, QString> lockKinds{
    {"none", "none"}, {"majority_of_running", "majority_of_running"}, {"majority_of_all", "majority_of_all"}};

const std::map<QString, bool> switches{{"on", true}, {"off", false}};

// What may change while it runs.
const QStringList changeable{"rest-answer",   "slow-ms", "greeting",    "monitor",     "monitor-doing",
                             "auto-failover", "locks",   "lock-holder", "config-sync", "server"};

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
        {"monitor", "What its monitor does: " + wordsOf(monitors) + "; stuck: its ticks stand still.", "state"},
        {"monitor-doing", "The monitor's own word for it (Idle).", "text"},
        {"auto-failover", "on (default) or off; off while it runs is what a failed failover leaves.", "switch"},
        {"locks", "cooperative_monitoring_locks: " + wordsOf(lockKinds) + ".", "kind"},
        {"lock-holder", "Whether it holds the locks: on or off (default).", "switch"},
        {"config-sync", "off (default), or what was shared last; version 0: nothing yet.",
         "version[:checksum[:status]]"},
        {"server", "The state of a server, unlisted where MaxScale has none of that name; may be given more than once.",
         "name=state"},
        {"tls-certificate", "PEM; with --tls-key REST is HTTPS.", "file"},
        {"tls-key", "PEM, of an EC or RSA key.", "file"},
        {"control",
         "A local socket that takes a line of these options at a time, answers ok or what is wrong, and "
         "changes itself; not those of addresses and files.",
         "path"},
    });
    parser.addHelpOption();
    parser.addVersionOption();
}

/// Sets `value` where the option is given.
template <class T>
Result<void> readWord(const QCommandLineParser &parser, const char *option, const std::map<QString, T> &words, T &value)
{
    if (!parser.isSet(option))
        return {};
    const auto found = oneOf(words, QString("--") + option, parser.value(option));
    if (!found)
        return Failure(found.error());
    value = *found;
    return {};
}

Result<void> readConfigSync(const QString &text, Situation &situation)
{
    situation.configSync.reset();
    if (text == "off")
        return {};
    bool number = false;
    ConfigSync sync;
    sync.version = text.section(':', 0, 0).toLongLong(&number);
    if (!number || sync.version < 0)
        return fail(ErrorCode::Usage, "--config-sync", "is neither off nor VERSION[:CHECKSUM[:STATUS]]");
    sync.checksum = text.section(':', 1, 1);
    if (const QString status = text.section(':', 2); !status.isEmpty())
        sync.status = status;
    situation.configSync = sync;
    return {};
}

Result<void> readSituation(const QCommandLineParser &parser, Situation &situation)
{
    auto done = readWord(parser, "monitor", monitors, situation.monitor);
    if (done)
        done = readWord(parser, "auto-failover", switches, situation.autoFailover);
    if (done)
        done = readWord(parser, "locks", lockKinds, situation.locks);
    if (done)
        done = readWord(parser, "lock-holder", switches, situation.lockHolder);
    if (done && parser.isSet("config-sync"))
        done = readConfigSync(parser.value("config-sync"), situation);
    if (parser.isSet("monitor-doing"))
        situation.doing = parser.value("monitor-doing");
    for (const QString &server : parser.values("server")) {
        const qsizetype equals = server.indexOf('=');
        if (equals < 1)
            return fail(ErrorCode::Usage, "--server", "is not NAME=STATE");
        situation.servers[server.left(equals)] = server.mid(equals + 1);
    }
    return done;
}

Result<void> readSwitches(const QCommandLineParser &parser, Options &options)
{
    auto done = readWord(parser, "rest-answer", restAnswers, options.restAnswer);
    if (done)
        done = readWord(parser, "greeting", greetings, options.greeting);
    if (done)
        done = readSituation(parser, options.situation);
    if (done && parser.isSet("slow-ms")) {
        bool number = false;
        options.slowMs = parser.value("slow-ms").toInt(&number);
        if (!number || options.slowMs < 0)
            return fail(ErrorCode::Usage, "--slow-ms", "is not a number of milliseconds");
    }
    return done;
}

Result<void> readFiles(const QCommandLineParser &parser, Options &options)
{
    options.stateDir = parser.value("state-dir");
    options.usersFile = parser.value("users");
    options.control = parser.value("control");
    options.tlsCertificate = parser.value("tls-certificate");
    options.tlsKey = parser.value("tls-key");
    if (options.tlsCertificate.isEmpty() != options.tlsKey.isEmpty())
        return fail(ErrorCode::Usage, "--tls-certificate, --tls-key", "go together");
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
    options.passive = parser.isSet("passive");
    if (auto files = readFiles(parser, options); !files)
        return Failure(files.error());
    if (auto switched = readSwitches(parser, options); !switched)
        return Failure(switched.error());
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

Result<Options> parseChange(const QStringList &words, Options options)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(QStringList{"fake-maxscale"} + words))
        return fail(ErrorCode::Usage, {}, parser.errorText().toStdString());
    if (!parser.positionalArguments().isEmpty())
        return fail(ErrorCode::Usage, {}, "unexpected: " + parser.positionalArguments().first().toStdString());
    for (const QString &name : parser.optionNames()) {
        if (!changeable.contains(name))
            return fail(ErrorCode::Usage, "--" + name.toStdString(), "cannot change while it runs",
                        "choose from " + changeable.join(", ").toStdString());
    }
    if (auto switched = readSwitches(parser, options); !switched)
        return Failure(switched.error());
    return options;
}

} // namespace tandem::fakes
