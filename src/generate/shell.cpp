// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/shell.h"

namespace tandem::generate {

std::string shellWord(const std::string &text)
{
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::string seconds(Duration duration)
{
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
    std::string text = std::to_string(ms / 1000);
    if (ms % 1000 == 0)
        return text;
    const std::string fraction = std::to_string(1000 + ms % 1000).substr(1);
    return text + "." + fraction.substr(0, fraction.find_last_not_of('0') + 1);
}

std::string shellRequest(const config::MaxScale &maxscale, const std::string &user, const std::string &passwordFile,
                         const std::string &timeout)
{
    const std::string url =
        maxscale.url.ends_with('/') ? maxscale.url.substr(0, maxscale.url.size() - 1) : maxscale.url;
    return "newline='\n'\n"
           "request() {\n"
           "    IFS= read -r password <" +
           shellWord(passwordFile) +
           " || [ -n \"${password-}\" ] || return 1\n"
           "    escaped=$(printf '%s' " +
           shellWord(user) +
           "\":$password\" | sed 's/[\\\\\"]/\\\\&/g')\n"
           "    # -K -: options on standard input, where no list of processes shows them.\n"
           "    {\n"
           "        printf 'user = \"%s\"\\n' \"$escaped\"\n"
           "        [ -z \"${3-}\" ] || printf 'header = \"Content-Type: application/json\"\\n'\n"
           "    } | curl -q -K - -s --noproxy '*' --max-time " +
           timeout + (maxscale.caFile.empty() ? "" : " --cacert " + shellWord(maxscale.caFile)) +
           " -X \"$1\" ${3:+--data \"$3\"} \\\n"
           "        -w '\\n%{http_code}' " +
           shellWord(url) +
           "\"$2\"\n"
           "}\n";
}

} // namespace tandem::generate
