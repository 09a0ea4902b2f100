// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/checkscript.h"

#include "generate/shell.h"

#include <algorithm>

namespace tandem::generate {

namespace {

/// Below the interval in any case: no second look begins before the first one ended.
Duration mostTime(const config::Check &check)
{
    return std::min<Duration>(check.timeout, check.interval * 9 / 10);
}

/// The fifth octet of what a listener says first: 0a begins a greeting, ff an error packet, which is a sign of life
/// too.
std::string greetsFunction(const Duration most)
{
    return "greets() {\n"
           "    timeout " +
           seconds(most) +
           " bash -c 'exec 3<>\"/dev/tcp/127.0.0.1/$0\" && head -c 5 <&3 | tail -c 1' \"$1\" 2>/dev/null |\n"
           "        od -An -tx1 | grep -Eq '^ (0a|ff)$'\n"
           "}\n";
}

std::string ifSilent(const config::MaxScale &maxscale)
{
    if (maxscale.listeners.empty())
        return {};
    std::string text;
    for (const auto port : maxscale.listeners)
        text += (text.empty() ? "" : " || ") + ("greets " + std::to_string(port));
    return "    # A long switchover blocks REST, and no client: that alone is no failure.\n    if " + text +
           "; then\n        exit 0\n    fi\n";
}

std::string knowsServers(const std::vector<std::string> &servers)
{
    if (servers.empty())
        return {};
    std::string text = "body=$(printf '%s' \"$answer\" | tr -d ' \\n')\n"
                       "knows() {\n"
                       "    case $body in\n"
                       "    *\"\\\"id\\\":\\\"$1\\\"\"*) return 0 ;;\n"
                       "    esac\n"
                       "    echo \"MaxScale does not know the server $1\" >&2\n"
                       "    exit 1\n"
                       "}\n";
    for (const auto &server : servers)
        text += "knows " + shellWord(server) + "\n";
    return text;
}

} // namespace

std::string maxscaleCheckScript(const Input &input, const config::Check &check)
{
    const auto &maxscale = *input.cluster.maxscale;
    const Duration most = mostTime(check);
    // Of the time for REST and, one after the other, the listeners.
    const auto parts = static_cast<Duration::rep>(maxscale.listeners.size()) + 2;
    return "#!/bin/sh\n"
           "# Succeeds while MaxScale's REST API answers 200 in time" +
           std::string(maxscale.servers.empty() ? "" : " and knows its servers") + ". Writes no file.\nset -u\n" +
           shellRequest(maxscale, maxscale.user, input.directory + "/check.password",
                        seconds(maxscale.listeners.empty() ? most : 2 * most / parts)) +
           (maxscale.listeners.empty() ? "" : greetsFunction(most / parts)) +
           "answer=$(request GET /v1/servers) || {\n" + ifSilent(maxscale) +
           "    echo \"MaxScale does not answer in time\" >&2\n"
           "    exit 1\n"
           "}\n"
           "status=${answer##*\"$newline\"}\n"
           "case $status in\n"
           "200) ;;\n"
           "401 | 403)\n"
           "    # It is alive. A password that was changed here and not there must not move a VIP.\n"
           "    echo \"MaxScale answers HTTP $status: wrong user or password\" >&2\n"
           "    exit 0\n"
           "    ;;\n"
           "*)\n"
           "    echo \"MaxScale answers HTTP $status\" >&2\n"
           "    exit 1\n"
           "    ;;\n"
           "esac\n" +
           knowsServers(maxscale.servers) + "exit 0\n";
}

std::string tcpCheckScript(const config::Check &check)
{
    return "#!/bin/sh\n# Succeeds while somebody accepts connections there.\n"
           "exec timeout " +
           seconds(mostTime(check)) + " bash -c 'exec 3<>\"/dev/tcp/$0/$1\"' " + shellWord(check.host.toString()) +
           " " + std::to_string(check.port) + "\n";
}

std::string fileCheckScript(const config::Check &check)
{
    return "#!/bin/sh\n"
           "# Succeeds while the file is there, unless it begins with a number other than 0.\n"
           "set -u\n"
           "file=" +
           shellWord(check.file) +
           "\n"
           "[ -e \"$file\" ] || exit 1\n"
           "[ -f \"$file\" ] || exit 0\n"
           "number=$(timeout " +
           seconds(mostTime(check)) +
           " head -c 64 -- \"$file\" | sed -n '1s/^[[:space:]]*[-+]\\{0,1\\}0*\\([1-9][0-9]*\\).*/\\1/p')\n"
           "[ -z \"$number\" ]\n";
}

} // namespace tandem::generate
