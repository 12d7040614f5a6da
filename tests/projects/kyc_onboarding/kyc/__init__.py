from kyc.pipeline import Onboarding as Onboarding
