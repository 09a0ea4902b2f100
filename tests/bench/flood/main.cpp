// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/exitcode.h"
#include "tests/bench/flood/flood.h"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

using namespace tandem;

namespace {

constexpr auto help = "usage: tandem-flood ADDRESS VERSION ROUTER-ID PACKETS-A-SECOND SECONDS\n"
                      "\n"
                      "Sends VRRP adverts to 224.0.0.18 from ADDRESS, one of this host's, each of which is bad in one\n"
                      "of eight ways. Prints how many were sent.\n";

bool read(std::string_view word, int &value, int least, int most)
{
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return error == std::errc() && end == word.data() + word.size() && value >= least && value <= most;
}

} // namespace

int main(int argc, char **argv)
{
    const std::vector<std::string_view> words(argv + 1, argv + argc);
    if (words.size() == 1 && words[0] == "--help") {
        std::fputs(help, stdout);
        return 0;
    }
    bench::FloodOptions options;
    const auto from = words.empty() ? std::nullopt : IpAddress::parse(std::string(words[0]));
    if (words.size() != 5 || !from || from->family() != Family::V4 || !read(words[1], options.version, 2, 3) ||
        !read(words[2], options.routerId, 1, 255) || !read(words[3], options.packetsASecond, 1, 1'000'000) ||
        !read(words[4], options.seconds, 1, 3600)) {
        std::fputs(help, stderr);
        return static_cast<int>(exitCodeOf(ErrorCode::Usage));
    }
    options.from = *from;
    const auto sent = bench::flood(options);
    if (!sent) {
        std::fprintf(stderr, "tandem-flood: %s\n", describe(sent.error()).c_str());
        return static_cast<int>(exitCodeOf(sent.error().code));
    }
    std::printf("{\"sent\":%lld,\"seconds\":%.3f}\n", static_cast<long long>(sent->packets), sent->seconds);
    return 0;
}
