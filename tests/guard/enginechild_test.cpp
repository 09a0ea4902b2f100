// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/enginechild.h"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <functional>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
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

void pollUntilReadable(int fd)
{
    pollfd readable{fd, POLLIN, 0};
    poll(&readable, 1, 5000);
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

TEST(EngineChild, ItsEndOfTheLinkHasAHigherNumberThanWhatItOpens)
{
    EngineChild child;
    ASSERT_TRUE(child.start([](engine::GuardLink link) {
        const int opened = open("/dev/null", O_RDONLY);
        return opened >= 0 && opened < link.fd() ? 0 : 1;
    }));
    EXPECT_TRUE(child.reap(5s));
    EXPECT_TRUE(child.leftInOrder());
}

TEST(EngineChild, HasStoppedOnceItsEndOfTheLinkIsClosedAndNotBefore)
{
    EngineChild child;
    EXPECT_TRUE(child.awaitStop(0s));
    ASSERT_TRUE(child.start([](engine::GuardLink link) -> int {
        char octet = 0;
        while (recv(link.fd(), &octet, 1, 0) < 0)
            pollUntilReadable(link.fd());
        link = engine::GuardLink(Descriptor());
        for (;;)
            pause();
    }));
    EXPECT_FALSE(child.awaitStop(0s));
    EXPECT_TRUE(child.link().send(engine::Configured{}));
    EXPECT_TRUE(child.awaitStop(5s));
    EXPECT_FALSE(child.reap(0s));
    child.kill();
    EXPECT_TRUE(child.reap(5s));
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
