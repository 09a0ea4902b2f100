// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/enginechild.h"

#include <chrono>
#include <csignal>
#include <functional>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

using namespace tandem;
using guard::EngineChild;
using namespace std::chrono_literals;

namespace {

bool eventually(const std::function<bool()> &condition)
{
    const Instant deadline = BootClock::now() + 5s;
    while (!condition()) {
        if (BootClock::now() >= deadline)
            return false;
        poll(nullptr, 0, 2); // what the kernel says of another process has no event
    }
    return true;
}

} // namespace

TEST(EngineChild, OneThatWorksIsRunnableAndAStoppedOneIsNot)
{
    EngineChild child;
    EXPECT_FALSE(child.isRunnable());
    ASSERT_TRUE(child.start([](engine::GuardLink) -> int {
        for (volatile bool works = true; works;) {
        }
        return 0;
    }));
    EXPECT_TRUE(eventually([&] { return child.isRunnable(); }));
    ::kill(child.pid(), SIGSTOP);
    EXPECT_TRUE(eventually([&] { return !child.isRunnable(); }));
    child.kill();
    EXPECT_TRUE(child.reap(5s));
    EXPECT_FALSE(child.isRunnable());
}

TEST(EngineChild, OneThatSleepsIsNotRunnable)
{
    EngineChild child;
    ASSERT_TRUE(child.start([](engine::GuardLink) -> int {
        for (;;)
            pause();
    }));
    EXPECT_TRUE(eventually([&] { return !child.isRunnable(); }));
    child.kill();
    EXPECT_TRUE(child.reap(5s));
}
