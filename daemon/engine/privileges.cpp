// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/privileges.h"

#include <cerrno>
#include <cstring>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tandem::engine {

Result<void> checkPrivileges()
{
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};
    if (syscall(SYS_capget, &header, data) != 0)
        return fail(ErrorCode::System, "capabilities", std::strerror(errno));
    std::string missing;
    if ((data[0].effective & (1U << CAP_NET_ADMIN)) == 0)
        missing = "CAP_NET_ADMIN";
    if ((data[0].effective & (1U << CAP_NET_RAW)) == 0)
        missing += missing.empty() ? "CAP_NET_RAW" : " and CAP_NET_RAW";
    if (missing.empty())
        return {};
    return fail(ErrorCode::NotAllowed, "tandemd",
                "no privilege: " + missing + (missing.size() > 14 ? " are" : " is") +
                    " missing, and VRRP and VIPs need CAP_NET_ADMIN and CAP_NET_RAW",
                "start it from its systemd unit or as root, or: setcap cap_net_admin,cap_net_raw+ep on the program");
}

void dropAllPrivileges() noexcept
{
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const sched_param plain{};
    sched_setscheduler(0, SCHED_OTHER, &plain);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    for (unsigned long capability = 0; capability <= CAP_LAST_CAP; ++capability)
        prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
    syscall(SYS_capset, &header, none);
}

Result<void> lockMemory()
{
    rlimit limit{};
    const bool unlimited = getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY;
    // Under a limit, memory asked for later would be refused rather than left unlocked.
    if (mlockall(MCL_CURRENT | MCL_ONFAULT | (unlimited ? MCL_FUTURE : 0)) == 0)
        return {};
    return fail(ErrorCode::NotAllowed, "memory", std::string("cannot be locked (") + std::strerror(errno) + ")",
                "LimitMEMLOCK=infinity in the unit allows it");
}

bool inRealTime() noexcept
{
    const int policy = sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;
    return policy == SCHED_FIFO || policy == SCHED_RR;
}

void stepBelowGuard() noexcept
{
    sched_param parameters{};
    if (!inRealTime() || sched_getparam(0, &parameters) != 0 || parameters.sched_priority <= 1)
        return;
    --parameters.sched_priority;
    sched_setparam(0, &parameters);
}

} // namespace tandem::engine
