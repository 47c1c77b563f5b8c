"""Goals that are watched over random logs, of every kind that is followed by days."""

FEW = """Gain 300 followers on Instagram in 20 days
  start: 2026-03-05
Get 900 clicks on TikTok in 10 days
  start: 2026-03-06
  timezone: Asia/Riyadh
Get 400 clicks on Instagram in 3 weeks
  start: 2026-03-02
  timezone: America/New_York
Spend at most $500 on Instagram ads in 15 days
  start: 2026-03-03
"""
MORE = """Get 100 clicks per week on TikTok until 31 March 2026
  start: 2026-03-04
  timezone: America/New_York
Get 20 clicks per day on Instagram in 14 days
  start: 2026-03-05
Reach 2,000 followers on Instagram by 25 March 2026
  alert when pace is below 90% for 2 days
Double clicks on TikTok in 7 days
  start: 2026-03-12
  timezone: Asia/Riyadh
Get 2,000 clicks by 22 March 2026
  start: 2026-03-02
  milestones: 500 by 2026-03-07, 1500 by 2026-03-15
Keep cost per click on Instagram below $2 in 20 days
  start: 2026-03-03
Get 40 likes on average per Instagram post in 20 days
  start: 2026-03-02
"""
OTHERS = """Keep Instagram CTR above 2% every day for 2 weeks
  start: 2026-03-03
Keep Instagram clicks above 10 on 10 of 14 days
  start: 2026-03-03
Raise Instagram CTR from 2% to 3% in 20 days
  start: 2026-03-03
  timezone: Asia/Riyadh
Get 200 website visits from Instagram in 15 days
  start: 2026-03-03
Get 150 clicks on Instagram in 15 days
  start: 2026-03-03
  campaign: spring
Reach 5,000 people on Instagram in 15 days
  start: 2026-03-03
Lose at most 20 followers on Instagram in 15 days
  start: 2026-03-02
Increase followers on Instagram by 10% in 15 days
  start: 2026-03-05
Average 25 clicks per day on Instagram in 15 days
  start: 2026-03-02
"""
