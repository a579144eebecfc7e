import { productSuite } from "./suite";

productSuite("production");
