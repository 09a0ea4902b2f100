// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/hostfacts.h"

#include <string>
#include <vector>

namespace tandem::agent {

/// Reads what anybody on the host may read: its interfaces, the kernel's settings for them, who sets them up, and
/// whether Keepalived runs.
class HostReader
{
public:
    /// "/proc" and "/run" but for tests.
    explicit HostReader(std::string proc = "/proc", std::string run = "/run")
        : m_proc(std::move(proc)), m_run(std::move(run))
    {
    }

    std::vector<model::InterfaceFacts> interfaces() const;
    std::vector<std::int64_t> processesNamed(const std::string &name) const;
    /// In force for an interface: the larger of `all` and its own, as the kernel takes it (ip-sysctl, rp_filter and
    /// arp_ignore). Nothing: it cannot be read.
    std::optional<std::int64_t> setting(const std::string &interface, const std::string &name) const;
    std::optional<bool> nonlocalBind() const;

private:
    std::optional<std::int64_t> number(const std::string &path) const;

    std::string m_proc;
    std::string m_run;
};

} // namespace tandem::agent
