// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/exitcode.h"
#include "tests/bench/wire/wire.h"

#include <cstdio>
#include <cstdlib>

using namespace tandem;

namespace {

constexpr auto help = "usage: tandem-wire INTERFACE VIP FROM ADVERTISER...\n"
                      "\n"
                      "Asks by ARP who has the VIP, every 2 ms, as FROM and the 63 addresses after it, which must be\n"
                      "nobody's; and hears the adverts of the hosts named. A line on standard input ends a section,\n"
                      "which is printed as a line of JSON; the end of the input ends the program.\n";

int complain(const Error &error)
{
    std::fprintf(stderr, "tandem-wire: %s\n", describe(error).c_str());
    return static_cast<int>(exitCodeOf(error.code));
}

Result<bench::WireOptions> parse(const std::vector<std::string> &words)
{
    if (words.size() < 4)
        return fail(ErrorCode::Usage, {}, "INTERFACE VIP FROM ADVERTISER...", "see --help");
    bench::WireOptions options;
    options.interface = words[0];
    for (std::size_t i = 1; i < words.size(); ++i) {
        const auto address = IpAddress::parse(words[i]);
        if (!address || address->family() != Family::V4)
            return fail(ErrorCode::Usage, words[i], "is no IPv4 address", "see --help");
        if (i == 1)
            options.vip = *address;
        else if (i == 2)
            options.from = *address;
        else
            options.advertisers.push_back(*address);
    }
    return options;
}

} // namespace

int main(int argc, char **argv)
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words == std::vector<std::string>{"--help"}) {
        std::fputs(help, stdout);
        return 0;
    }
    auto options = parse(words);
    if (!options)
        return complain(options.error());
    bench::Wire wire(std::move(*options));
    if (const auto opened = wire.open(); !opened)
        return complain(opened.error());
    wire.run();
    return 0;
}
