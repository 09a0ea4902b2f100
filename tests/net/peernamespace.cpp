// SPDX-License-Identifier: GPL-3.0-or-later
#include "peernamespace.h"

#include <csignal>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tandem::net::testing {

PeerNamespace::PeerNamespace()
{
    int made[2] = {-1, -1};
    EXPECT_EQ(pipe2(made, O_CLOEXEC), 0);
    m_holder = fork();
    if (m_holder == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        const char done = unshare(CLONE_NEWNET) == 0 ? 'y' : 'n';
        [[maybe_unused]] const auto written = write(made[1], &done, 1);
        for (;;)
            pause();
    }
    close(made[1]);
    char done = 'n';
    EXPECT_EQ(read(made[0], &done, 1), 1);
    close(made[0]);
    EXPECT_EQ(done, 'y');
    m_namespace = Descriptor(open(("/proc/" + std::to_string(m_holder) + "/ns/net").c_str(), O_RDONLY | O_CLOEXEC));
    run("ip link set lo up && echo 0 > /proc/sys/net/ipv6/conf/default/dad_transmits");
}

PeerNamespace::~PeerNamespace()
{
    kill(m_holder, SIGKILL);
    waitpid(m_holder, nullptr, 0);
}

void PeerNamespace::take(const std::string &interface) const
{
    const std::string command = "ip link set " + interface + " netns " + std::to_string(m_holder);
    EXPECT_EQ(system(command.c_str()), 0) << command;
}

std::string PeerNamespace::run(const std::string &command) const
{
    std::string output;
    inside([&] {
        FILE *pipe = popen(command.c_str(), "r");
        char part[4096];
        while (const std::size_t size = fread(part, 1, sizeof part, pipe))
            output.append(part, size);
        EXPECT_EQ(pclose(pipe), 0) << command;
    });
    return output;
}

void PeerNamespace::inside(const std::function<void()> &task) const
{
    std::thread([&] {
        ASSERT_EQ(setns(m_namespace.get(), CLONE_NEWNET), 0);
        task();
    }).join();
}

} // namespace tandem::net::testing
