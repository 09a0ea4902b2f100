// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/prober/options.h"

#include <charconv>

namespace tandem::bench {

namespace {

constexpr auto help =
    "usage: tandem-prober [--interval-ms N] [--timeout-ms N] ADDRESS:PORT\n"
    "\n"
    "Starts a probe every 2 ms without waiting for the last one: connect and read a MariaDB greeting\n"
    "within 50 ms. A line on standard input ends a section of that name and prints it as a line of\n"
    "JSON; the end of the input, or SIGTERM, ends the last one, named \"end\", and the program.\n";

std::optional<int> number(const std::string &text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

Result<void> readTarget(const std::string &text, Options &options)
{
    const auto colon = text.rfind(':');
    const auto address = IpAddress::parse(text.substr(0, colon));
    const int port = colon == std::string::npos ? 0 : number(text.substr(colon + 1)).value_or(0);
    if (!address || address->family() != Family::V4 || port < 1 || port > 65535)
        return fail(ErrorCode::Usage, text, "is not ADDRESS:PORT", "write for example 10.77.0.100:4006");
    options.target = *address;
    options.port = static_cast<std::uint16_t>(port);
    return {};
}

} // namespace

Result<Options> parseOptions(const std::vector<std::string> &arguments)
{
    Options options;
    bool haveTarget = false;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string &word = arguments[i];
        if (word == "--help") {
            options.print = help;
            return options;
        }
        if (word == "--version") {
            options.print = "tandem-prober " TANDEM_VERSION "\n";
            return options;
        }
        if (word == "--interval-ms" || word == "--timeout-ms") {
            const auto value = i + 1 < arguments.size() ? number(arguments[++i]) : std::nullopt;
            if (!value || *value < 1 || *value > 10'000)
                return fail(ErrorCode::Usage, word, "wants 1 to 10000 milliseconds");
            (word == "--interval-ms" ? options.interval : options.timeout) = std::chrono::milliseconds(*value);
            continue;
        }
        if (haveTarget || word.starts_with("-"))
            return fail(ErrorCode::Usage, word, "is not understood", "see --help");
        if (auto target = readTarget(word, options); !target)
            return Failure(target.error());
        haveTarget = true;
    }
    if (!haveTarget)
        return fail(ErrorCode::Usage, {}, "which ADDRESS:PORT?", "see --help");
    return options;
}

} // namespace tandem::bench
