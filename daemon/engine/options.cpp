// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/options.h"

#include <array>
#include <getopt.h>

namespace tandem::engine {

namespace {

enum Choice : int { Cluster = 256, Node, RunDir, StateDir, WithAgent, Check, Release, Version, Help };

constexpr std::array<option, 10> choices{{
    {"cluster", required_argument, nullptr, Cluster},
    {"node", required_argument, nullptr, Node},
    {"run-dir", required_argument, nullptr, RunDir},
    {"state-dir", required_argument, nullptr, StateDir},
    {"with-agent", no_argument, nullptr, WithAgent},
    {"check", no_argument, nullptr, Check},
    {"release", no_argument, nullptr, Release},
    {"version", no_argument, nullptr, Version},
    {"help", no_argument, nullptr, Help},
    {nullptr, 0, nullptr, 0},
}};

constexpr const char *seeHelp = "tandemd --help lists the options";

} // namespace

Result<Options> parseOptions(int argc, char *const *argv)
{
    Options options;
    optind = 0; // a fresh start, also when called again (getopt(3), glibc)
    for (;;) {
        const int at = optind == 0 ? 1 : optind;
        const int choice = getopt_long(argc, argv, "+:", choices.data(), nullptr);
        if (choice == -1)
            break;
        switch (choice) {
        case Cluster: options.cluster = optarg; break;
        case Node: options.node = optarg; break;
        case RunDir: options.runDir = optarg; break;
        case StateDir: options.stateDir = optarg; break;
        case WithAgent: options.withAgent = true; break;
        case Check: options.act = Options::Act::Check; break;
        case Release: options.act = Options::Act::Release; break;
        case Version: options.act = Options::Act::Version; return options;
        case Help: options.act = Options::Act::Help; return options;
        case ':': return fail(ErrorCode::Usage, argv[at], "the option needs a value", seeHelp);
        default: return fail(ErrorCode::Usage, argv[at], "no such option", seeHelp);
        }
    }
    if (optind < argc)
        return fail(ErrorCode::Usage, argv[optind], "tandemd takes options only", seeHelp);
    if (options.cluster.empty() || options.runDir.empty() || options.stateDir.empty())
        return fail(ErrorCode::Usage, "", "a path is empty", seeHelp);
    return options;
}

const char *helpText()
{
    return "Usage: tandemd [options]\n"
           "Speaks VRRP for this host's MaxScale and holds its virtual IP addresses. Runs in the foreground.\n"
           "\n"
           "  --cluster FILE   the cluster file (default /etc/tandem/cluster.toml)\n"
           "  --node NAME      which of its nodes this host is (default: the one whose address is local)\n"
           "  --run-dir DIR    lock, socket and record (default /run/tandem)\n"
           "  --state-dir DIR  handed on to tandem-agent (default /var/lib/tandem)\n"
           "  --with-agent     start tandem-agent too, where no systemd does\n"
           "  --check          test the cluster file and exit\n"
           "  --release        take off this host what a dead tandemd left there, VIPs and fence, and exit\n"
           "  --version        print the version and exit\n"
           "  --help           print this and exit\n"
           "\n"
           "SIGTERM: leave in order. SIGHUP: apply the cluster file again.\n"
           "Exit codes: 0 done, 2 usage, 3 not allowed or in use, 4 the file or a secret that it names is bad.\n";
}

} // namespace tandem::engine
