// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/eventring.h"

#include <gtest/gtest.h>

namespace tandem::engine {

TEST(EventRing, KeepsTheLast2048AndShowsWhatIsLostByAGap)
{
    EventRing ring;
    EXPECT_EQ(ring.after(0), nullptr);
    for (int i = 0; i < 2500; ++i)
        ring.push({});
    EXPECT_EQ(ring.last(), 2500U);
    EXPECT_EQ(ring.after(0)->seq, 2500U - 2048 + 1);
    EXPECT_EQ(ring.after(2498)->seq, 2499U);
    EXPECT_EQ(ring.after(2500), nullptr);
    EXPECT_EQ(ring.after(99999), nullptr);
}

} // namespace tandem::engine
