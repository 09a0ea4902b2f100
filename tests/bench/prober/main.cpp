// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/exitcode.h"
#include "tests/bench/prober/prober.h"
#include <cstdio>

using namespace tandem;

namespace {

int complain(const Error &error)
{
    std::fprintf(stderr, "tandem-prober: %s\n", describe(error).c_str());
    return static_cast<int>(exitCodeOf(error.code));
}

} // namespace

int main(int argc, char **argv)
{
    const auto options = bench::parseOptions({argv + 1, argv + argc});
    if (!options)
        return complain(options.error());
    if (!options->print.empty()) {
        std::fputs(options->print.c_str(), stdout);
        return 0;
    }
    bench::Prober prober(*options);
    if (const auto opened = prober.open(); !opened)
        return complain(opened.error());
    prober.run();
    return 0;
}
