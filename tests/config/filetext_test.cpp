// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/filetext.h"

#include <gtest/gtest.h>

namespace tandem::config {

TEST(FileText, NoPasswordIsShown)
{
    EXPECT_EQ(withoutSecrets("auth_pass = \"mypass\"\n  password=\"x\" # mine\nadmin_password = 'y'\n"),
              "auth_pass = \"…\"\n  password= \"…\"\nadmin_password = \"…\"\n");
    EXPECT_EQ(withoutSecrets("maxscale = { user = \"m\", \"password\" = \"x\" }\n"),
              "maxscale = { user = \"m\", \"password\" = \"…\"\n");
    EXPECT_EQ(withoutSecrets("maxscale.login_password = \"\"\"\nfirst\nsecond\"\"\"\nmode = \"none\"\n"),
              "maxscale.login_password = \"…\"\nmode = \"none\"\n");
    EXPECT_EQ(withoutSecrets("# password = \"old\"\n"), "# password = \"…\"\n");
}

TEST(FileText, WhereAPasswordLiesIsShown)
{
    const std::string text = "auth_type = \"PASS\"\nauth_pass_file = \"secrets/vrrp\"\npassword_file = \"m\"\n";
    EXPECT_EQ(withoutSecrets(text), text);
}

TEST(FileText, TheFirstDifferenceIsInWords)
{
    EXPECT_EQ(firstDifference("a = 1\nb = 2\n", "a = 1\nb = 3\n"), "line 2 is `b = 3` there, and `b = 2` here");
    EXPECT_EQ(firstDifference("a = 1\n", "# more\na = 1\nb = 3\n"), "line 3 there, `b = 3`, is not here");
    EXPECT_EQ(firstDifference("a = 1\nb = 3\n", "a = 1\n"), "line 2 here, `b = 3`, is not there");
}

TEST(FileText, CommentsAndBlanksAreNoDifference)
{
    EXPECT_EQ(firstDifference("a = 1\r\n\n", "# what\n  a = 1  \n"), "");
}

TEST(FileText, NothingUnprintableIsQuoted)
{
    EXPECT_EQ(firstDifference("a\n", "b\x1b[2J\n"), "line 1 is `b?[2J` there, and `a` here");
}

} // namespace tandem::config
