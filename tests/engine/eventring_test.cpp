// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/eventring.h"

#include <gtest/gtest.h>

namespace tandem::engine {

TEST(EventRing, KeepsTheLast1024AndShowsWhatIsLostByAGap)
{
    EventRing ring;
    EXPECT_FALSE(ring.after(0));
    for (int i = 0; i < 2500; ++i)
        ring.push({});
    EXPECT_EQ(ring.last(), 2500U);
    EXPECT_EQ(ring.after(0)->seq, 2500U - 1024 + 1);
    EXPECT_EQ(ring.after(2498)->seq, 2499U);
    EXPECT_FALSE(ring.after(2500));
    EXPECT_FALSE(ring.after(99999));
}

TEST(EventRing, GivesBackWhatWasPutIn)
{
    EventRing ring;
    model::Event event;
    event.node = "maxscale1";
    event.kind = model::EventKind::State;
    event.instance = "VI_1";
    event.reason = "the engine started";
    event.cause = {model::CauseType::Advert, {{"from", "10.77.0.2"}}};
    event.seq = ring.push(event);
    EXPECT_EQ(ring.after(0), event);
}

} // namespace tandem::engine
