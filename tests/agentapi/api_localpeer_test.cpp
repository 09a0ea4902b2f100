// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/api/localpeer.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace tandem;
using namespace tandem::agent;
using rpc::Role;

TEST(LocalPeer, RootAndTheAgentItselfAreAdmin)
{
    EXPECT_EQ(callerOf({0, 0, {}}, 990, 980)->role, Role::Admin);
    EXPECT_EQ(callerOf({990, 980, {}}, 990, 980)->role, Role::Admin);
}

TEST(LocalPeer, MembersOfTheGroupAreOperators)
{
    EXPECT_EQ(callerOf({1000, 1000, {27, 980}}, 990, 980)->role, Role::Operator);
    EXPECT_EQ(callerOf({1000, 980, {}}, 990, 980)->role, Role::Operator);
}

TEST(LocalPeer, OthersAreNotAllowed)
{
    const auto caller = callerOf({1000, 1000, {27}}, 990, 980);
    ASSERT_FALSE(caller);
    EXPECT_EQ(caller.error().code, ErrorCode::NotAllowed);
    EXPECT_FALSE(callerOf({1000, 1000, {0}}, 990, std::nullopt)) << "no group tandem on this host";
}

TEST(LocalPeer, IsWhatTheKernelSays)
{
    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    const auto peer = localPeerOf(pair[0]);
    ASSERT_TRUE(peer);
    EXPECT_EQ(peer->uid, ::getuid());
    EXPECT_EQ(peer->gid, ::getgid());
    std::vector<gid_t> groups(static_cast<std::size_t>(::getgroups(0, nullptr)));
    ::getgroups(static_cast<int>(groups.size()), groups.data());
    EXPECT_EQ(peer->groups, groups);
    ::close(pair[0]);
    ::close(pair[1]);
    EXPECT_FALSE(localPeerOf(-1));
}
