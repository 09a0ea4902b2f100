// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/trespasses.h"

#include <algorithm>

namespace tandem::guard {

namespace {

class Judge
{
public:
    Judge(const config::Limits &limits, const std::string &file) : m_limits(limits), m_file(file) {}

    void interface(const std::string &name)
    {
        if (!m_limits.allowsInterface(name))
            add("interface " + name, "interfaces");
    }
    void vip(const engine::VipPlan &vip)
    {
        interface(vip.dev);
        if (!m_limits.allowsVip(vip.address))
            add("the VIP " + vip.address.toString(), "vip_ranges");
    }
    void routerId(VirtualRouterId id)
    {
        if (!m_limits.allowsRouterId(id))
            add("virtual_router_id " + std::to_string(id.value()), "virtual_router_ids");
    }
    std::vector<Error> take() { return std::move(m_found); }

private:
    void add(const std::string &what, const std::string &key)
    {
        Error error{ErrorCode::Refused, m_file, "root allows no roll-out " + what,
                    "have root add it to " + key + " there, if it is right"};
        if (std::find(m_found.begin(), m_found.end(), error) == m_found.end())
            m_found.push_back(std::move(error));
    }

    const config::Limits &m_limits;
    const std::string &m_file;
    std::vector<Error> m_found;
};

} // namespace

std::vector<Error> trespassesOf(const engine::EngineConfig &config, const config::Limits &limits,
                                const std::string &limitsFile)
{
    Judge judge(limits, limitsFile);
    for (const auto &instance : config.instances) {
        judge.interface(instance.plan.interface);
        judge.routerId(instance.router.virtualRouterId);
        for (const auto &vip : instance.plan.vips)
            judge.vip(vip);
    }
    return judge.take();
}

} // namespace tandem::guard
