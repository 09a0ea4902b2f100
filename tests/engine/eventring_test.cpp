// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/eventring.h"

#include <gtest/gtest.h>

namespace tandem::engine {

TEST(EventRing, KeepsTheLast1024AndShowsWhatIsLostByAGap)
{
    EventRing ring;
    EXPECT_EQ(ring.after(0), nullptr);
    for (int i = 0; i < 1500; ++i)
        ring.push({});
    EXPECT_EQ(ring.last(), 1500U);
    EXPECT_EQ(ring.after(0)->seq, 1500U - 1024 + 1);
    EXPECT_EQ(ring.after(1498)->seq, 1499U);
    EXPECT_EQ(ring.after(1500), nullptr);
    EXPECT_EQ(ring.after(99999), nullptr);
}

} // namespace tandem::engine
