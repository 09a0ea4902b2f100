// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ipaddress.h"
#include "daemon/net/kernel.h"

#include <functional>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

namespace tandem::net::testing {

/// What a namespace heard on a raw socket of the peer's side.
struct Frame
{
    std::vector<std::uint8_t> octets; ///< from the Ethernet header on
};

/// A network namespace of the test's own, with a veth pair: eth0 (10.77.0.1/24) is the host's, wire0 (10.77.0.2/24) the
/// other end in the same namespace. Skipped, with the reason, where the system does not allow it.
class NamespaceTest : public ::testing::Test
{
protected:
    static void SetUpTestSuite();
    void SetUp() override;
    void TearDown() override;

    static std::string run(const std::string &command);         ///< its output; a failure fails the test
    static std::string addresses(const std::string &interface); ///< `ip -j addr show`
    /// Waits for it, at most five seconds.
    static bool eventually(const std::function<bool()> &condition);
    /// A socket that hears every frame that comes out at wire0.
    static Descriptor listenOnWire();
    static std::vector<Frame> heard(const Descriptor &socket);

    static std::optional<std::string> s_whyNot;
};

} // namespace tandem::net::testing
