// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/options.h"

#include <QCommandLineParser>
#include <array>

namespace tandem::agent {

namespace {

const std::string seeHelp = "tandem-agent --help lists the options";

} // namespace

Result<Options> parseOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.addOptions({
        {"cluster", {}, "file"},
        {"node", {}, "name"},
        {"run-dir", {}, "directory"},
        {"state-dir", {}, "directory"},
        {"role", {}, "role"},
        {"check", {}},
        {"version", {}},
        {"help", {}},
    });
    if (!parser.parse(arguments)) // process() would exit with 1
        return fail(ErrorCode::Usage, "", parser.errorText().toStdString(), seeHelp);
    const bool pairs = parser.positionalArguments() == QStringList{QStringLiteral("pair")};
    if (!parser.positionalArguments().isEmpty() && !pairs)
        return fail(ErrorCode::Usage, parser.positionalArguments().first().toStdString(),
                    "tandem-agent takes options only, or pair", seeHelp);
    Options options;
    if (parser.isSet("version") || parser.isSet("help")) {
        options.act = parser.isSet("help") ? Options::Act::Help : Options::Act::Version;
        return options;
    }
    if (pairs)
        options.act = Options::Act::Pair;
    if (parser.isSet("role") && !pairs)
        return fail(ErrorCode::Usage, "--role", "the option goes with pair", seeHelp);
    if (parser.isSet("check"))
        options.act = Options::Act::Check;
    const std::array<std::pair<const char *, std::string *>, 5> values{{{"cluster", &options.cluster},
                                                                        {"node", &options.node},
                                                                        {"run-dir", &options.runDir},
                                                                        {"state-dir", &options.stateDir},
                                                                        {"role", &options.role}}};
    for (const auto &[name, value] : values) {
        if (!parser.isSet(name))
            continue;
        *value = parser.value(name).toStdString();
        if (value->empty())
            return fail(ErrorCode::Usage, std::string("--") + name, "the option needs a value", seeHelp);
    }
    return options;
}

QString helpText()
{
    return QStringLiteral(
        "Usage: tandem-agent [options]\n"
        "       tandem-agent pair [--role viewer|operator|admin|agent] [--run-dir DIR]\n"
        "Watches this host's MaxScale, keeps its mode, and answers the desktop. Runs in the foreground.\n"
        "\n"
        "  --cluster FILE   the cluster file (default /etc/tandem/cluster.toml)\n"
        "  --node NAME      which of its nodes this host is (default: the one whose address is local)\n"
        "  --run-dir DIR    where tandemd's socket is, and its own for tandemctl (default /run/tandem)\n"
        "  --state-dir DIR  journal and identity (default /var/lib/tandem)\n"
        "  pair             show a code by which tandemctl pair HOST, on another computer, gets to know this host\n"
        "  --role ROLE      what the paired client may do (default viewer)\n"
        "  --check          test the cluster file and exit\n"
        "  --version        print the version and exit\n"
        "  --help           print this and exit\n"
        "\n"
        "SIGTERM: leave. SIGHUP: read identity and peers.json again.\n"
        "Exit codes: 0 done, 2 usage, 3 not allowed or in use, 4 the file, a secret or the identity is bad.\n");
}

} // namespace tandem::agent
