// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"
#include "daemon/engine/options.h"
#include "daemon/guard/guard.h"

#include <cstdio>

using namespace tandem;

int main(int argc, char **argv)
{
    setLogProgram("tandemd");
    const auto options = engine::parseOptions(argc, argv);
    if (!options) {
        std::fprintf(stderr, "tandemd: %s\n", describe(options.error()).c_str());
        return static_cast<int>(ExitCode::Usage);
    }
    using Act = engine::Options::Act;
    switch (options->act) {
    case Act::Help: std::fputs(engine::helpText(), stdout); return 0;
    case Act::Version: std::fputs("tandemd " TANDEM_VERSION "\n", stdout); return 0;
    case Act::Check: return static_cast<int>(guard::check(*options));
    case Act::Release: return static_cast<int>(guard::release(*options));
    case Act::Run: break;
    }
    return static_cast<int>(guard::runGuard(*options));
}
