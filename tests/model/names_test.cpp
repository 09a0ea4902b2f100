// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event.h"
#include "model/nodestatus.h"

#include <gtest/gtest.h>

namespace tandem::model {
namespace {

TEST(Names, AreThoseOfTheContractAndReadBack)
{
    EXPECT_EQ(nameOf(VrrpState::Master), "MASTER");
    EXPECT_EQ(nameOf(VrrpState::Stopped), "STOPPED");
    EXPECT_EQ(nameOf(EngineState::Running), "running");
    EXPECT_EQ(nameOf(EventKind::Health), "health");
    EXPECT_EQ(nameOf(CauseType::Command), "command");
    EXPECT_EQ(nameOf(AlarmSeverity::Critical), "critical");
    for (int value = 0; value <= static_cast<int>(VrrpState::Fault); ++value) {
        const auto state = static_cast<VrrpState>(value);
        EXPECT_EQ(vrrpStateOf(nameOf(state)), state);
    }
    for (int value = 0; value <= static_cast<int>(EventKind::Helper); ++value) {
        const auto kind = static_cast<EventKind>(value);
        EXPECT_EQ(eventKindOf(nameOf(kind)), kind);
    }
    EXPECT_EQ(vrrpStateOf("master"), std::nullopt);
}

} // namespace
} // namespace tandem::model
