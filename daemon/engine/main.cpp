// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"
#include "daemon/engine/daemon.h"
#include "daemon/guard/leaserenewer.h"
#include "daemon/net/kernel.h"

#include <cstdio>

using namespace tandem;

namespace {

std::vector<guard::Renewal> renewalsOf(const engine::EngineConfig &config, const std::vector<engine::Slot> &slots)
{
    std::vector<guard::Renewal> renewals;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto &plan = config.instances[i].plan;
        if (plan.leaseSeconds == 0 || slots[i] >= engine::mostInstances)
            continue;
        guard::Renewal renewal{slots[i], plan.leaseSeconds, {}};
        for (const auto &vip : plan.vips)
            renewal.vips.push_back({vip.dev, vip.address, vip.label});
        renewals.push_back(std::move(renewal));
    }
    return renewals;
}

} // namespace

int main(int argc, char **argv)
{
    setLogProgram("tandemd");
    const auto options = engine::parseOptions(argc, argv);
    if (!options) {
        std::fprintf(stderr, "tandemd: %s\n", describe(options.error()).c_str());
        return static_cast<int>(ExitCode::Usage);
    }
    if (options->act == engine::Options::Act::Version || options->act == engine::Options::Act::Help) {
        std::fputs(options->act == engine::Options::Act::Help ? engine::helpText() : "tandemd " TANDEM_VERSION "\n",
                   stdout);
        return 0;
    }
    net::LeaseBoard board;
    guard::LeaseRenewer renewer(board);
    const engine::Wiring wiring{
        [&board]() -> Result<std::unique_ptr<engine::KernelPort>> { return net::Kernel::open(board); },
        [&renewer](const engine::EngineConfig &config, const std::vector<engine::Slot> &slots) {
            return renewer.renew(renewalsOf(config, slots));
        }};
    return static_cast<int>(engine::runDaemon(*options, wiring));
}
